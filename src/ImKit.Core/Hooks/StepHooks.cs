namespace ImKit.Hooks;

/// <summary>A host's hooks, by kind of step. Any thread.</summary>
internal sealed class StepHooks(HookServices services, BodyGuard bodies)
{
    public Hook<LoginStep> Login { get; } = new(services);

    public Hook<RoomJoinStep> RoomJoin { get; } = new(services);

    public Hook<SendStep> Send { get; } = new(services, bodies.Accept);

    public Hook<EditStep> Edit { get; } = new(services, bodies.Accept);

    public Hook<RecallStep> Recall { get; } = new(services);

    public Hook<ReactStep> React { get; } = new(services);

    public Hook<CreateGroupStep> CreateGroup { get; } = new(services);

    public Hook<GroupStep> Group { get; } = new(services);

    public Hook<ReadStep> Read { get; } = new(services);

    public Hook<ContactStep> Contact { get; } = new(services);
}
