using System.Collections.Concurrent;
using System.Reflection;
using ImKit.Storage;

namespace ImKit.Simulated.Tests;

/// <summary>A seam of one node, whose calls meet what the node suffers.</summary>
internal class Guard : DispatchProxy
{
    private const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Static;
    private static readonly ConcurrentDictionary<Type, Func<StorageException, object>> s_failures = new();
    private static readonly ConcurrentDictionary<Type, Func<object>> s_silences = new();
    private object _inner = null!;
    private Func<Trouble> _trouble = null!;

    /// <param name="inner">What answers.</param>
    /// <param name="trouble">What happens now.</param>
    public static T Of<T>(T inner, Func<Trouble> trouble)
        where T : class
    {
        var proxy = Create<T, Guard>();
        var guard = (Guard)(object)proxy;
        (guard._inner, guard._trouble) = (inner, trouble);
        return proxy;
    }

    public static StorageException CutOff() => new("planted: cut off");

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        switch (_trouble())
        {
            case Trouble.None:
                return Call(method, args);
            case Trouble.Silent:
                return s_silences.GetOrAdd(method.ReturnType, static type => Maker<Func<object>>(type, nameof(Silence)))();
            case Trouble.Unanswered:
                _ = Call(method, args);
                break;
            default:
                break;
        }

        return s_failures.GetOrAdd(method.ReturnType, static type => Maker<Func<StorageException, object>>(type, nameof(Failure)))(CutOff());
    }

    private object? Call(MethodInfo method, object?[]? args) => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);

    // The seams answer with ValueTask, or with ValueTask of something.
    private static T Maker<T>(Type answer, string name)
        where T : Delegate => answer == typeof(ValueTask)
            ? typeof(Guard).GetMethod(name, Own)!.CreateDelegate<T>()
            : typeof(Guard).GetMethod(name + "Of", Own)!.MakeGenericMethod(answer.GetGenericArguments()[0]).CreateDelegate<T>();

    private static object Failure(StorageException failure) => new ValueTask(Task.FromException(failure));

    private static object FailureOf<T>(StorageException failure) => new ValueTask<T>(Task.FromException<T>(failure));

    private static object Silence() => new ValueTask(new TaskCompletionSource().Task);

    private static object SilenceOf<T>() => new ValueTask<T>(new TaskCompletionSource<T>().Task);
}
