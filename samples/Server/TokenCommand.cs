namespace ImKit.Samples.Server;

/// <summary><c>token --user NAME [--device NAME] [--days N] [--data DIR]</c>: writes a token of that folder's key.</summary>
internal static class TokenCommand
{
    public static string Run(string[] arguments)
    {
        var given = ServerSettings.Pairs(arguments);
        if (!given.TryGetValue("user", out var user))
            throw new FormatException("--user is missing");
        var folder = ServerSettings.Read([.. arguments.Zip(arguments.Skip(1)).Where(static pair => pair.First == "--data").SelectMany(static pair => (string[])[pair.First, pair.Second])]).Data;
        var expires = TimeProvider.System.GetUtcNow().AddDays(ServerSettings.Number(given, "days", 30));
        return new DevelopmentToken(user, given.GetValueOrDefault("device", "device"), expires).Sign(DevelopmentToken.KeyOf(folder));
    }
}
