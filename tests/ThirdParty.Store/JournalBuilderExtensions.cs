using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ThirdParty.Store;

/// <summary>Adds the journal store to an ImKit server.</summary>
public static class JournalBuilderExtensions
{
    /// <summary>Keeps everything in one journal file, in place of the stores registered so far.</summary>
    public static IImKitBuilder AddJournal(this IImKitBuilder builder, string path)
    {
        builder.Services.TryAddSingleton(_ => new JournalStore(path));
        builder.Services.Replace(ServiceDescriptor.Singleton<IMessageStore>(services => services.GetRequiredService<JournalStore>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IConversationStore>(services => services.GetRequiredService<JournalStore>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IFeedStore>(services => services.GetRequiredService<JournalStore>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ISectionStore>(services => services.GetRequiredService<JournalStore>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IContactStore>(services => services.GetRequiredService<JournalStore>()));
        return builder;
    }
}
