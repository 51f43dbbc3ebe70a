using Microsoft.Extensions.Options;

namespace ImKit.Transports.Internal;

internal sealed class DotNettyOptionsValidator : IValidateOptions<DotNettyOptions>
{
    public ValidateOptionsResult Validate(string? name, DotNettyOptions options)
    {
        List<string> wrong = [];
        if (options.Backlog < 1)
            wrong.Add($"DotNettyOptions.Backlog is {options.Backlog}; it must be 1 or more.");
        if (options.CloseTimeout <= TimeSpan.Zero || options.CloseTimeout > TimeSpan.FromHours(1))
            wrong.Add($"DotNettyOptions.CloseTimeout is {options.CloseTimeout}; it must be more than 0 and at most an hour.");
        if (options.ReceiveBufferBytes is < 256 or > 1048576)
            wrong.Add($"DotNettyOptions.ReceiveBufferBytes is {options.ReceiveBufferBytes}; it must be 256 to 1048576.");
        if (options.SpareDescriptors is < 0 or > 65536)
            wrong.Add($"DotNettyOptions.SpareDescriptors is {options.SpareDescriptors}; it must be 0 to 65536.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
