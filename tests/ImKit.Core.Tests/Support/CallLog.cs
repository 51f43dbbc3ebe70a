using System.Collections;
using System.Reflection;

namespace ImKit.Core.Tests.Support;

/// <summary>Hands every call of a seam on, and notes it with the rows it asked for and got.</summary>
internal class CallLog : DispatchProxy
{
    private readonly List<string> _calls = [];
    private object? _inner;

    /// <summary>A seam whose calls are noted in the log that comes with it.</summary>
    public static (T Seam, CallLog Log) Around<T>(T inner)
        where T : class
    {
        var seam = Create<T, CallLog>();
        var log = (CallLog)(object)seam;
        log._inner = inner;
        return (seam, log);
    }

    /// <summary>What was called since the last time, in order of the names: <c>GetHeadsAsync 3</c>.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_calls)
        {
            string[] calls = [.. _calls.Order(StringComparer.Ordinal)];
            _calls.Clear();
            return calls;
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_inner, args);
        // The in-memory stores answer synchronously.
        var answer = result?.GetType().GetProperty("Result")?.GetValue(result);
        var rows = answer is ICollection list ? list.Count : args!.OfType<ICollection>().Sum(static keys => keys.Count);
        lock (_calls)
            _calls.Add($"{targetMethod.Name} {rows}");
        return result;
    }
}
