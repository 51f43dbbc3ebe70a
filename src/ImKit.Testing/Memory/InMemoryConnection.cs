using System.Net;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>The server's end of an in-memory connection: gives its handler one event after the other. Loop thread only.</summary>
/// <remarks>What both ends touch is kept by the <see cref="InMemoryClient"/>. The connection is its own piece of loop work, so an event costs no allocation.</remarks>
internal sealed class InMemoryConnection(InMemoryLoop loop, InMemoryClient client) : IConnection, ILoopWork
{
    private IConnectionHandler? _handler;
    private bool _accepted;
    private bool _closed;

    internal InMemoryConnection? Next { get; set; }

    internal InMemoryConnection? Previous { get; set; }

    public IPEndPoint? Remote => client.Options.Remote;

    internal IEventLoop Loop => loop.Loop;

    public int Send(byte[] bytes, int offset, int count)
    {
        RequireLoop();
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bytes.Length - offset);
        return client.Deliver(bytes, offset, count);
    }

    public void PauseReading()
    {
        RequireLoop();
        client.SetPaused(true);
    }

    public void ResumeReading()
    {
        RequireLoop();
        client.SetPaused(false);
    }

    public void Close(CloseReason reason)
    {
        RequireLoop();
        if (!_closed)
            client.CloseByServer();
    }

    public void Abort()
    {
        RequireLoop();
        client.AbortByServer();
    }

    public void Run()
    {
        try
        {
            if (!_accepted)
                Accept();
            for (var i = 0; i < loop.EventsPerTurn && !_closed; i++)
            {
                if (!Dispatch())
                    return;
            }
        }
        finally
        {
            client.EndTurn(_closed);
        }
    }

    /// <summary>Ends the connection at once because the transport stops.</summary>
    public void Cut(Exception error)
    {
        client.AbortByServer();
        OnClosed(error);
    }

    private void RequireLoop()
    {
        if (!loop.Loop.InLoop)
            throw new InvalidOperationException("A connection is used on its own loop only.");
    }

    private void Accept()
    {
        _accepted = true;
        _handler = loop.Stopping ? null : loop.Host.Accept(this, client.Options.CreateOrigin());
        _closed = _handler is null;
        if (_closed)
            client.Refuse();
        else
            loop.Add(this);
    }

    private bool Dispatch()
    {
        var next = client.TakeEvent();
        switch (next.Kind)
        {
            case WireEventKind.Data:
                _handler!.OnData(next.Bytes);
                return true;
            case WireEventKind.Writable:
                _handler!.OnWritable(next.Taken);
                return true;
            case WireEventKind.Closed:
                OnClosed(next.Error);
                return false;
            default:
                return false;
        }
    }

    private void OnClosed(Exception? error)
    {
        if (_closed)
            return;
        _closed = true;
        loop.Remove(this);
        _handler!.OnClosed(error);
    }
}
