using System.Security.Cryptography;

namespace ImKit.TestKit.Support;

/// <summary>Names that no other test uses, so that tests may share a database.</summary>
internal static class Names
{
    /// <summary>Tests take sections from here on; what is only written stays below it.</summary>
    public const int FirstLeased = 32;

    public static string Unique() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    public static TenantId Tenant() => new("t-" + Unique());

    /// <summary>A group in a section that no test takes.</summary>
    public static ConversationKey Group(TenantId tenant = default)
    {
        ConversationKey group;
        do
            group = new(tenant, new ConversationId("g." + Unique()));
        while (Sections.OfConversation(group) >= FirstLeased);
        return group;
    }

    /// <summary>A group in one section.</summary>
    public static ConversationKey GroupIn(int section, TenantId tenant = default)
    {
        ConversationKey group;
        do
            group = new(tenant, new ConversationId("g." + Unique()));
        while (Sections.OfConversation(group) != section);
        return group;
    }

    public static UserId User() => new("u-" + Unique());
}
