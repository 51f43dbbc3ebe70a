namespace ImKit.Samples.Chat;

/// <summary>The operations this host adds to ImKit's own. The page has the same numbers in app/operations.js.</summary>
internal static class ChatOperations
{
    /// <summary>Who is online now? Answered with people and their connections.</summary>
    public const int WhoIsOnline = 100;

    /// <summary>Push to all: one person has so many connections now.</summary>
    public const int PresenceChanged = 101;

    /// <summary>Say something in the lounge; pushed to everybody in it, kept nowhere.</summary>
    public const int LoungeSay = 110;

    /// <summary>Let an emoji rise in the lounge.</summary>
    public const int LoungeEmoji = 111;

    /// <summary>Push to all: so many people are in the lounge.</summary>
    public const int LoungeMembers = 112;
}
