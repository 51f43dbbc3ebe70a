namespace ImKit.Messaging;

/// <summary>Whose feed a dispatched run changes.</summary>
/// <param name="Pushed">Users who got the entries and whose feed has a row for it; empty for large groups.</param>
/// <param name="Announced">Users who learn of it by their feed alone: those who joined or left with it, got a role by it, or joined after what it changes.</param>
internal readonly record struct DispatchReach(IReadOnlyList<UserId> Pushed, IReadOnlyList<UserId> Announced);
