namespace ThirdParty.Store;

/// <summary>A small durable store: the state is in memory, every change is a line of a file, and the lines are read again at the start.</summary>
public sealed partial class JournalStore : IMessageStore, IConversationStore, IFeedStore, IContactStore, ISectionStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalState _state = new();
    private readonly JournalFile _file;
    private readonly TimeProvider _time;
    private bool _broken;

    /// <summary>Opens or creates the journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock by which leases end; the system's if none is given.</param>
    public JournalStore(string path, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _file = new JournalFile(path, line => _state.Apply(line));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    private T Change<T>(JournalLine line)
    {
        lock (_gate)
        {
            if (_broken)
                throw new StorageException("The journal could not be written; the server has to be started again.");
            try
            {
                // To disk first: readers must not see what a crash could take back.
                _file.Append(line);
            }
            catch (IOException failure)
            {
                _broken = true;
                throw new StorageException("The journal cannot be written.", failure);
            }

            return (T)_state.Apply(line)!;
        }
    }

    private T Read<T>(Func<JournalState, T> read)
    {
        lock (_gate)
            return read(_state);
    }
}
