using ImKit.Bench;
using ImKit.Bench.Compare;
using ImKit.Bench.Load;
using ImKit.Bench.Lookups;
using ImKit.Bench.Micro;
using ImKit.Bench.Million;
using ImKit.Bench.Overload;
using ImKit.Bench.Publish;
using ImKit.Bench.Scale;
using ImKit.Bench.Send;

// One socket thread that runs completions itself: the generator is one thread, as a load generator should be. Read by the first socket. Sends are
// measured within the server's own process, whose sockets to a database are as in every server.
if (args is not ["send" or "publish" or "lookups", ..])
{
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
}

try
{
    if (args.Length == 0)
        throw new UsageException("which mode?");
    switch (args[0])
    {
        case "fanout" or "echo" or "push" or "idle" or "connect":
            return LoadCommand.Run(args[0], new Arguments(args[1..]));
        case "overload":
            return OverloadCommand.Run(new Arguments(args[1..]));
        case "compare":
            return CompareCommand.Run(new Arguments(args[1..]));
        case "scale":
            return await ScaleCommand.RunAsync(new Arguments(args[1..]));
        case "hold":
            return HoldCommand.Run(new Arguments(args[1..]));
        case "send":
            return await SendCommand.RunAsync(new Arguments(args[1..]));
        case "publish":
            return await PublishCommand.RunAsync(new Arguments(args[1..]));
        case "lookups":
            return await LookupsCommand.RunAsync(new Arguments(args[1..]));
        case "million":
            return await MillionCommand.RunAsync(new Arguments(args[1..]));
        case "micro":
            return MicroCommand.Run(args[1..]);
        default:
            throw new UsageException($"unknown mode '{args[0]}'");
    }
}
catch (UsageException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("usage: ImKit.Bench fanout|echo|push|idle|connect|compare|scale|overload|send|publish|lookups|million|micro [--option value ...]; see bench/README.md");
    return 2;
}
