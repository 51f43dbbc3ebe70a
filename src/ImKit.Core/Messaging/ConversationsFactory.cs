namespace ImKit.Messaging;

/// <summary>Conversations by tenant. Any thread.</summary>
internal sealed class ConversationsFactory(MessagingServices services)
{
    private readonly Conversations _default = new(default, services);

    /// <summary>A tenant's conversations; as cheap as an object of two fields.</summary>
    public Conversations For(TenantId tenant) => tenant == default ? _default : new Conversations(tenant, services);
}
