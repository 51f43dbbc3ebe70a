using System.Security.Cryptography;

namespace ImKit.TestKit.Support;

/// <summary>Names that no other test uses, so that tests may share a database.</summary>
internal static class Names
{
    /// <summary>Tests take sections from here on; what is only written stays below it.</summary>
    public const int FirstLeased = 32;

    public static string Unique() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    public static TenantId Tenant() => new("t-" + Unique());

    public static ConversationKey Group(TenantId tenant = default) => new(tenant, new ConversationId("g." + Unique()));

    public static UserId User() => new("u-" + Unique());
}
