using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients keep contacts and blocks.</summary>
internal sealed class ContactOperations(ConversationsFactory factory, ContactServices services) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        new(Operations.SetContact, SetAsync),
        new(Operations.Contacts, ListAsync),
    ];

    private async ValueTask<WireOutcome> SetAsync(OperationContext context, CancellationToken cancel)
    {
        if (!WireBody.TryDecode(context.Body.Span, context.Version, ContactInfo.Parser, out var request))
            return WireOutcome.Refuse(ImError.BadRequest($"the body is no {nameof(ContactInfo)}"));
        if (!UserId.TryCreate(request.UserId, out var user))
            return WireOutcome.Refuse(RequestReader.BadUser);
        var contact = new Contact { User = user, Listed = request.Listed, Blocked = request.Blocked, Alias = request.Alias };
        return Answer(await Book(context).SetAsync(context.Session.User, contact, cancel).ConfigureAwait(false), Operations.SetContactReply, ToWire);
    }

    private async ValueTask<WireOutcome> ListAsync(OperationContext context, CancellationToken cancel)
    {
        UserId after = default;
        if (!WireBody.TryDecode(context.Body.Span, context.Version, ContactsRequest.Parser, out var request))
            return WireOutcome.Refuse(ImError.BadRequest($"the body is no {nameof(ContactsRequest)}"));
        if (request.After.Length > 0 && !UserId.TryCreate(request.After, out after))
            return WireOutcome.Refuse(RequestReader.BadUser);
        var limit = Math.Clamp(request.Limit == 0 ? 100 : request.Limit, 1, StoreArguments.MaxKeys);
        var contacts = await Book(context).ListAsync(context.Session.User, after, limit, cancel).ConfigureAwait(false);
        return Answer(contacts, Operations.ContactsReply, page =>
        {
            var wire = new ContactsReply { More = page.Count == limit };
            wire.Contacts.AddRange(page.Select(ToWire));
            return wire;
        });
    }

    private ContactBook Book(OperationContext context) => new(context.Session.Tenant, services);

    private static ContactInfo ToWire(Contact contact) =>
        new() { UserId = contact.User.Value, Listed = contact.Listed, Blocked = contact.Blocked, Alias = contact.Alias };
}
