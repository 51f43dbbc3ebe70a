using System.Text;
using ImKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Hooks;

/// <summary>Nodes with hooks, and what filters often do.</summary>
internal static class HookedNode
{
    public static MessagingNode With(Action<IImKitBuilder> hooks, MemoryStores? stores = null, TimeProvider? time = null, Action<ImKitOptions>? configure = null) =>
        new(stores, configure, time, services: services => hooks(new ImKitBuilder(services)));

    public static SendStep Saying(this SendStep step, string text) => step with { Draft = step.Draft with { Body = Encoding.UTF8.GetBytes(text) } };

    public static string Words(this SendStep step) => Encoding.UTF8.GetString(step.Draft.Body.Span);

    public static ValueTask<Result<T>> Pass<T>(T step) => new(step);
}
