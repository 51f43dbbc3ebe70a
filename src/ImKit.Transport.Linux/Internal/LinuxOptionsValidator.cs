using Microsoft.Extensions.Options;

namespace ImKit.Transports.Linux;

internal sealed class LinuxOptionsValidator : IValidateOptions<LinuxOptions>
{
    private static readonly TimeSpan s_mostSeconds = TimeSpan.FromSeconds(32767);

    public ValidateOptionsResult Validate(string? name, LinuxOptions options)
    {
        List<string> wrong = [];
        if (!Enum.IsDefined(options.Engine))
            wrong.Add($"LinuxOptions.Engine is {options.Engine}; it must be Auto, Epoll or IoUring.");
        if (options.Backlog < 1)
            wrong.Add($"LinuxOptions.Backlog is {options.Backlog}; it must be 1 or more.");
        if (options.ReceiveBufferBytes is < 256 or > 1048576)
            wrong.Add($"LinuxOptions.ReceiveBufferBytes is {options.ReceiveBufferBytes}; it must be 256 to 1048576.");
        if (options.CloseTimeout <= TimeSpan.Zero || options.CloseTimeout > TimeSpan.FromHours(1))
            wrong.Add($"LinuxOptions.CloseTimeout is {options.CloseTimeout}; it must be more than 0 and at most an hour.");
        if (options.SpareDescriptors is < 0 or > 65536)
            wrong.Add($"LinuxOptions.SpareDescriptors is {options.SpareDescriptors}; it must be 0 to 65536.");
        if (options.UserTimeout < TimeSpan.Zero || options.UserTimeout > TimeSpan.FromDays(24))
            wrong.Add($"LinuxOptions.UserTimeout is {options.UserTimeout}; it must be 0 to 24 days.");
        CheckSeconds(nameof(LinuxOptions.KeepAliveIdle), options.KeepAliveIdle, wrong);
        CheckSeconds(nameof(LinuxOptions.KeepAliveInterval), options.KeepAliveInterval, wrong);
        if (options.KeepAliveCount is < 1 or > 127)
            wrong.Add($"LinuxOptions.KeepAliveCount is {options.KeepAliveCount}; it must be 1 to 127.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static void CheckSeconds(string name, TimeSpan value, List<string> wrong)
    {
        if (value < TimeSpan.FromSeconds(1) || value > s_mostSeconds || value.Ticks % TimeSpan.TicksPerSecond != 0)
            wrong.Add($"LinuxOptions.{name} is {value}; it must be 1 to 32767 whole seconds.");
    }
}
