using ImKit.Sessions;

namespace ImKit.Core.Tests.Sessions;

public sealed class TraceListTests
{
    private static readonly UserId Ann = new("ann");

    [Fact]
    public void A_user_is_traced_from_the_moment_it_is_asked_for_until_it_is_called_off_in_its_tenant_only()
    {
        var list = new TraceList(new TraceOptions { Users = { "bob" } });
        Assert.True(list.Contains(default, new UserId("bob")));
        Assert.False(list.Contains(default, Ann));

        list.Set(default, Ann, on: true);
        list.Set(default, Ann, on: true);
        Assert.True(list.Contains(default, Ann));
        Assert.False(list.Contains(new TenantId("other"), Ann));

        list.Set(default, Ann, on: false);
        list.Set(default, new UserId("bob"), on: false);
        Assert.False(list.Contains(default, Ann));
        Assert.False(list.Contains(default, new UserId("bob")));
    }
}
