using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ImKit.Bench.Micro;

/// <summary>The BenchmarkDotNet suites; its own options follow, such as <c>--filter *Frame*</c>.</summary>
internal static class MicroCommand
{
    public static int Run(string[] args)
    {
        // In this process: the generated projects of the other toolchains do not know this repository's central versions.
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.JoinSummary);
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        return summaries.All(static summary => summary.Reports.All(static report => report.Success)) ? 0 : 1;
    }
}
