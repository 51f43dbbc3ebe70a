using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>Does one thing for clients of a crowd on their loop, some hundreds a turn, so that what follows from it has its turns in between.</summary>
internal sealed class CrowdRound : ILoopWork
{
    private const int Slice = 256;
    private readonly TaskCompletionSource<int> _done;
    private readonly CrowdPart _part;
    private readonly Func<CrowdPart, int, bool> _step;
    private readonly int _end;
    private int _next;
    private int _succeeded;

    /// <summary>A round from one slot to before another.</summary>
    public CrowdRound(CrowdPart part, int from, int end, Func<CrowdPart, int, bool> step)
    {
        _part = part;
        _next = from;
        _end = end;
        _step = step;
        // In a simulation, who waits goes on inside it.
        _done = new(part.Loop.Loop is SimulatedLoop ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <returns>For how many the step succeeded.</returns>
    public Task<int> Begin()
    {
        GoOn();
        return _done.Task;
    }

    public void Run()
    {
        try
        {
            for (var i = 0; i < Slice && _next < _end; i++)
            {
                if (_step(_part, _next++))
                    _succeeded++;
            }
        }
        catch (Exception error)
        {
            _done.SetException(error);
            throw;
        }

        if (_next < _end)
            GoOn();
        else
            _done.SetResult(_succeeded);
    }

    private void GoOn()
    {
        if (!_part.Loop.Loop.Execute(this))
            _done.SetException(new InvalidOperationException("The transport has stopped."));
    }
}
