using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit;

/// <summary>What a host says about its conversations.</summary>
public static class MessagingBuilderExtensions
{
    /// <summary>Says who may edit, recall, react and mention everybody, in place of the default rules. The last one named counts.</summary>
    /// <typeparam name="T">The host's own class; a singleton.</typeparam>
    public static IImKitBuilder AddMessagePolicy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IMessagePolicy
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IMessagePolicy, T>());
        return builder;
    }

    /// <summary>Says who may change what in groups, in place of the default rules. The last one named counts.</summary>
    /// <typeparam name="T">The host's own class; a singleton.</typeparam>
    public static IImKitBuilder AddGroupPolicy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IGroupPolicy
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IGroupPolicy, T>());
        return builder;
    }

    /// <summary>Says who is a user. Without one every id is. The last one named counts.</summary>
    /// <typeparam name="T">The host's own class; a singleton.</typeparam>
    public static IImKitBuilder AddUserDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IImKitBuilder builder)
        where T : class, IUserDirectory
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IUserDirectory, T>());
        return builder;
    }
}
