namespace ImKit.Storage.Postgres.Internal;

/// <summary>Users in one text: no id holds a control character, so a line break separates them. Pure.</summary>
internal static class MentionList
{
    public static string Write(IReadOnlyList<UserId> users) => users.Count == 0 ? "" : string.Join('\n', users.Select(static user => user.Value));

    public static IReadOnlyList<UserId> Read(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(static user => new UserId(user))];
}
