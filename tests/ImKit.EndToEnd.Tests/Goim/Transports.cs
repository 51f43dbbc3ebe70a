namespace ImKit.EndToEnd.Tests.Goim;

// What goim's clients see is the same by whichever transport they come.
public sealed class LinuxServer() : GoimServer(["--transport", "linux"]);

public sealed class DotNettyServer() : GoimServer(["--transport", "dotnetty"]);

public sealed class AspNetCoreServer() : GoimServer(["--transport", "aspnetcore"]);

public sealed class LinuxProtocolTests(LinuxServer server) : ProtocolTests(server), IClassFixture<LinuxServer>;

public sealed class DotNettyProtocolTests(DotNettyServer server) : ProtocolTests(server), IClassFixture<DotNettyServer>;

public sealed class AspNetCoreProtocolTests(AspNetCoreServer server) : ProtocolTests(server), IClassFixture<AspNetCoreServer>;

public sealed class LinuxPushTests(LinuxServer server) : PushTests(server), IClassFixture<LinuxServer>;

public sealed class DotNettyPushTests(DotNettyServer server) : PushTests(server), IClassFixture<DotNettyServer>;

public sealed class AspNetCorePushTests(AspNetCoreServer server) : PushTests(server), IClassFixture<AspNetCoreServer>;
