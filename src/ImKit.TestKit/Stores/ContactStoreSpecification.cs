namespace ImKit.TestKit;

/// <summary>What every <see cref="IContactStore"/> keeps. A provider inherits this class, or <see cref="DurableContactStoreSpecification"/>.</summary>
public abstract class ContactStoreSpecification : StoreSpecification
{
    [Fact]
    public async Task A_row_comes_back_as_it_was_last_written()
    {
        var (tenant, ann, bob) = (Names.Tenant(), Names.User(), Names.User());
        await Contacts.SetAsync(tenant, ann, new Contact { User = bob, Listed = true, Alias = "Größe 😀" }, Cancel);
        var last = new Contact { User = bob, Blocked = true };
        await Contacts.SetAsync(tenant, ann, last, Cancel);
        Assert.Equal([null, last], await Contacts.FindAsync(tenant, ann, [ann, bob], Cancel));
        Assert.Equal([null], await Contacts.FindAsync(tenant, bob, [ann], Cancel));
        Assert.Equal([null], await Contacts.FindAsync(Names.Tenant(), ann, [bob], Cancel));
    }

    [Fact]
    public async Task A_row_that_says_nothing_is_removed()
    {
        var (tenant, ann, bob) = (Names.Tenant(), Names.User(), Names.User());
        await Contacts.SetAsync(tenant, ann, new Contact { User = bob, Listed = true }, Cancel);
        await Contacts.SetAsync(tenant, ann, new Contact { User = bob }, Cancel);
        await Contacts.SetAsync(tenant, bob, new Contact { User = ann }, Cancel);
        Assert.Equal([null], await Contacts.FindAsync(tenant, ann, [bob], Cancel));
        Assert.Empty(await Contacts.ListAsync(tenant, ann, default, 10, Cancel));
    }

    [Fact]
    public async Task Who_has_blocked_a_user_is_one_question()
    {
        var (tenant, eve) = (Names.Tenant(), Names.User());
        UserId[] owners = [Names.User(), Names.User(), Names.User()];
        await Contacts.SetAsync(tenant, owners[0], new Contact { User = eve, Blocked = true }, Cancel);
        await Contacts.SetAsync(tenant, owners[1], new Contact { User = eve, Listed = true }, Cancel);
        await Contacts.SetAsync(tenant, eve, new Contact { User = owners[2], Blocked = true }, Cancel);
        Assert.Equal([owners[0]], await Contacts.FindBlockingAsync(tenant, owners, eve, Cancel));
        Assert.Empty(await Contacts.FindBlockingAsync(Names.Tenant(), owners, eve, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Contacts.FindBlockingAsync(tenant, [], eve, Cancel));
    }

    [Fact]
    public async Task Contacts_are_paged_in_the_order_of_their_utf8_bytes()
    {
        var (tenant, ann) = (Names.Tenant(), Names.User());
        string[] users = ["A", "a", "ä", "漢", "\uFFFD", "\U0001F600"];
        foreach (var user in users.Reverse())
            await Contacts.SetAsync(tenant, ann, new Contact { User = new UserId(user), Listed = true }, Cancel);
        Assert.Equal(users[..2], await List(tenant, ann, default, 2));
        Assert.Equal(users[2..], await List(tenant, ann, new UserId("a"), 10));
        Assert.Empty(await List(tenant, ann, new UserId(users[^1]), 10));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => List(tenant, ann, default, 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => List(tenant, ann, default, 1001));
    }

    private async Task<string[]> List(TenantId tenant, UserId owner, UserId after, int limit) =>
        [.. (await Contacts.ListAsync(tenant, owner, after, limit, Cancel)).Select(contact => contact.User.Value)];
}
