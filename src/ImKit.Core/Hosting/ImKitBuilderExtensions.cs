using System.Diagnostics.CodeAnalysis;
using System.Net;
using ImKit.Sessions;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit;

/// <summary>What a host adds to its ImKit server.</summary>
public static class ImKitBuilderExtensions
{
    /// <summary>Listens for raw TCP on a port of all addresses. The first registered transport that can serve it does.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="port">1 to 65535; 0 for a free one.</param>
    public static IImKitBuilder AddTcp(this IImKitBuilder builder, int port) => builder.AddTcp(new IPEndPoint(IPAddress.IPv6Any, port));

    /// <summary>Listens for raw TCP on an address. <see cref="IPAddress.IPv6Any"/> takes IPv4 too.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="endpoint">The address.</param>
    /// <param name="configure">Changes settings of this endpoint, such as what is spoken there; null keeps the defaults: frames alone.</param>
    public static IImKitBuilder AddTcp(this IImKitBuilder builder, IPEndPoint endpoint, Action<ListenEndpoint>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var listen = new ListenEndpoint(endpoint);
        configure?.Invoke(listen);
        Endpoints(builder.Services).All.Add(listen);
        return builder;
    }

    /// <summary>Listens for WebSocket on a port of all addresses, in the clear. The first registered transport that can serve it does.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="port">1 to 65535; 0 for a free one.</param>
    /// <param name="path">The path that clients ask for.</param>
    /// <param name="configure">Changes settings of this endpoint; null keeps the defaults.</param>
    public static IImKitBuilder AddWebSocket(this IImKitBuilder builder, int port, string path = "/im", Action<ListenEndpoint>? configure = null) =>
        builder.AddTcp(new IPEndPoint(IPAddress.IPv6Any, port), listen =>
        {
            listen.Protocols = ListenProtocols.WebSocket;
            listen.WebSocket.Paths.Clear();
            listen.WebSocket.Paths.Add(path);
            configure?.Invoke(listen);
        });

    /// <summary>Says who decides about logins. The last one named counts.</summary>
    /// <typeparam name="T">The host's own class; a singleton.</typeparam>
    public static IImKitBuilder AddAuthenticator<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IAuthenticator
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IAuthenticator, T>());
        return builder;
    }

    /// <summary>Says by a function who decides about logins. The last one named counts.</summary>
    public static IImKitBuilder AddAuthenticator(this IImKitBuilder builder, Func<AuthRequest, CancellationToken, ValueTask<AuthResult>> authenticate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authenticate);
        builder.Services.Replace(ServiceDescriptor.Singleton<IAuthenticator>(new DelegateAuthenticator(authenticate)));
        return builder;
    }

    /// <summary>Believes whatever a client says of itself in goim's JSON token. For development: anybody may be anybody.</summary>
    public static IImKitBuilder AddDevelopmentAuthenticator(this IImKitBuilder builder) => builder.AddAuthenticator<DevelopmentAuthenticator>();

    /// <summary>Says who decides which rooms a client may enter. Without one every room is open. The last one named counts.</summary>
    /// <typeparam name="T">The host's own class; a singleton.</typeparam>
    public static IImKitBuilder AddRoomAuthorizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IRoomAuthorizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IRoomAuthorizer, T>());
        return builder;
    }

    /// <summary>Says by a function which rooms a client may enter. The last one named counts.</summary>
    public static IImKitBuilder AddRoomAuthorizer(this IImKitBuilder builder, Func<RoomJoin, CancellationToken, ValueTask<bool>> mayJoin)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(mayJoin);
        builder.Services.Replace(ServiceDescriptor.Singleton<IRoomAuthorizer>(new DelegateRoomAuthorizer(mayJoin)));
        return builder;
    }

    /// <summary>Answers an operation by a class, resolved from a scope of its own per request.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="operation">100 or more, or one of goim's unused.</param>
    /// <param name="concurrency">Requests of one connection that may run at once; 1 keeps them in order.</param>
    public static IImKitBuilder Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IImKitBuilder builder, int operation, int concurrency = 1)
        where T : class, IOperationHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped<T>();
        return builder.Handle(
            operation, static (context, cancel) => context.Services!.GetRequiredService<T>().HandleAsync(context, cancel), concurrency);
    }

    /// <summary>Answers an operation by a function on the thread pool.</summary>
    public static IImKitBuilder Handle(this IImKitBuilder builder, int operation, OperationDelegate handler, int concurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        return Register(builder, new OperationRegistration { Operation = operation, Handler = handler, Concurrency = concurrency });
    }

    /// <summary>Answers every operation that has no handler of its own; without it they get an empty reply (goim clients) or an error.</summary>
    public static IImKitBuilder HandleOthers(this IImKitBuilder builder, OperationDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Register(builder, new OperationRegistration { Operation = OperationRegistration.Any, Handler = handler });
    }

    /// <summary>Answers an operation on the event loop itself: synchronous, must not block.</summary>
    public static IImKitBuilder HandleOnLoop(this IImKitBuilder builder, int operation, LoopOperationHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Register(builder, new OperationRegistration { Operation = operation, OnLoop = handler });
    }

    /// <summary>Answers an operation on the event loop by a function that needs services: they are resolved once, at start.</summary>
    /// <typeparam name="TService">A singleton.</typeparam>
    public static IImKitBuilder HandleOnLoop<TService>(this IImKitBuilder builder, int operation, Func<TService, LoopOperationHandler> handler)
        where TService : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        builder.Services.AddSingleton(provider =>
        {
            // Resolved at the first request: what the handler needs may itself need the server.
            var lazy = new Lazy<LoopOperationHandler>(() => handler(provider.GetRequiredService<TService>()));
            return new OperationRegistration { Operation = operation, OnLoop = (in LoopRequest request) => lazy.Value(request) };
        });
        return builder;
    }

    /// <summary>Adds a filter around every handler; they run in the order in which they were added.</summary>
    public static IImKitBuilder AddFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IOperationFilter
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IOperationFilter, T>();
        return builder;
    }

    /// <summary>Adds an observer of connections.</summary>
    public static IImKitBuilder AddObserver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IConnectionObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IConnectionObserver, T>();
        return builder;
    }

    private static IImKitBuilder Register(IImKitBuilder builder, OperationRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(registration);
        return builder;
    }

    /// <summary>The endpoints are recorded in an object of the collection, so that they are known before anything is built.</summary>
    private static ListenEndpoints Endpoints(IServiceCollection services)
    {
        foreach (var descriptor in services)
        {
            if (descriptor.ServiceType == typeof(ListenEndpoints) && descriptor.ImplementationInstance is ListenEndpoints known)
                return known;
        }

        var endpoints = new ListenEndpoints();
        services.Replace(ServiceDescriptor.Singleton(endpoints));
        return endpoints;
    }
}
