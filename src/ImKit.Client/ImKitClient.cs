using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;
using ImKit.Client.Replication;
using ImKit.Client.Rooms;
using ImKit.Client.Sending;
using ImKit.Client.Store;
using ImKit.Client.Wires;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImKit.Client;

/// <summary>A client of ImKit servers for one device of one user: holds the connection, keeps conversations current, sends without loss or doubles.</summary>
/// <remarks>
/// <para>Entries: every entry of a followed conversation is applied once, in the order of its seq, whichever way it comes; gaps are pulled. Sends: a message is sent under one id until
/// it is answered, those of one conversation one after the other.</para>
/// <para>Events are raised one at a time on threads of the pool: <see cref="Applied"/>, <see cref="Dropped"/>, <see cref="ConversationChanged"/>, <see cref="Pushed"/> and <see cref="RoomReset"/> in the order in which
/// things happened. A handler that takes long delays what follows, and from <see cref="ImKitClientOptions.PushCapacity"/> on pushes are dropped and pulled later; it must not wait for this
/// client. What handlers throw is counted and told by <see cref="Failed"/>.</para>
/// <para>Threading: every member may be called by any thread.</para>
/// </remarks>
public sealed partial class ImKitClient : IAsyncDisposable
{
    private readonly ImKitClientOptions _options;
    private readonly Counters _counters;
    private readonly Notifier _notifier;
    private readonly LinkSlot _links = new();
    private readonly Subscriptions _subscriptions = new();
    private readonly LiveRooms _rooms;
    private readonly Journal _journal;
    private readonly Replica _replica;
    private readonly Outbox _outbox;
    private readonly LinkKeeper _keeper;
    private readonly CancellationTokenSource _life = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private Task _running = Task.CompletedTask;
    private Task _connecting = Task.CompletedTask;
    private volatile string _userId = "";
    private bool _loaded;
    private bool _disposed;

    /// <summary>Makes a client; <see cref="Start"/> connects.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range; the message says which.</exception>
    public ImKitClient(ImKitClientOptions options)
        : this(options, new SocketOpener())
    {
    }

    internal ImKitClient(ImKitClientOptions options, IWireOpener opener)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRules.Check(options);
        _options = options;
        _counters = new Counters(Instruments.Of(options.MeterFactory));
        var log = options.LoggerFactory?.CreateLogger(ClientTelemetry.LogCategory) ?? NullLogger.Instance;
        _notifier = new Notifier(_counters, log) { Failed = error => Failed?.Invoke(error) };
        _journal = new Journal(options.Store ?? new InMemoryClientStore());
        var hub = new Hub(this);
        _rooms = new LiveRooms(_counters, hub);
        _replica = new Replica(options, _links, _journal, _counters, _notifier, log, hub);
        _outbox = new Outbox(options, _links, _journal, _counters, _notifier, log, hub);
        _keeper = new LinkKeeper(options, opener, hub, _counters, log) { Changed = OnConnection };
    }

    /// <summary>The connection has changed.</summary>
    public event Action<ConnectionChange>? ConnectionChanged;

    /// <summary>Entries were applied.</summary>
    public event Action<EntriesApplied>? Applied;

    /// <summary>What this device has of a conversation is to be dropped.</summary>
    public event Action<ConversationDropped>? Dropped;

    /// <summary>The user has removed entries for themself, on this device or another.</summary>
    public event Action<EntriesRemoved>? Removed;

    /// <summary>A conversation is new, or another state of it is known.</summary>
    public event Action<ClientConversation>? ConversationChanged;

    /// <summary>A message was put into the outbox, and kept; nothing of it has been sent yet.</summary>
    public event Action<ClientMessage>? Queued;

    /// <summary>A message was acknowledged, or refused for good.</summary>
    public event Action<SendOutcome>? Sent;

    /// <summary>Others have read on, or their devices have got entries. A hint: it may be lost, and comes only where few are members.</summary>
    public event Action<ReceiptsReceived>? Receipts;

    /// <summary>A push of the host's own operations.</summary>
    public event Action<ClientPush>? Pushed;

    /// <summary>Pushes to a room with history are lost for this client; told in order with <see cref="Pushed"/>.</summary>
    public event Action<RoomReset>? RoomReset;

    /// <summary>The store or a handler has thrown, or the server sent what it should not. The client goes on.</summary>
    public event Action<Exception>? Failed;

    /// <summary>What the connection is doing.</summary>
    public ClientConnectionState State { get; private set; }

    /// <summary>The user, as the server named them at the first login; empty before.</summary>
    public string UserId => _userId;

    /// <summary>The conversations, in no order. Empty until the first sync of this life.</summary>
    public IReadOnlyCollection<ClientConversation> Conversations => [.. _replica.Conversations];

    /// <summary>Messages that wait for their acknowledgement.</summary>
    public int OutboxCount => _outbox.Count;

    /// <summary>What it has done so far.</summary>
    public ClientStatistics Statistics => _counters.Read();

    /// <summary>A conversation by its id, or null.</summary>
    public ClientConversation? FindConversation(string conversationId)
    {
        ArgumentNullException.ThrowIfNull(conversationId);
        return _replica.Find(conversationId);
    }
}
