using System.Diagnostics.CodeAnalysis;
using System.Net;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>Makes bans hold on all nodes: tells what was refused here, and learns whom others have banned, once a second. One worker, never a loop.</summary>
/// <remarks>Nobody waits for it. While others cannot be told or asked, each node bans by itself, and bans that it has told of or learnt go on.</remarks>
internal sealed partial class SharedBans(
    ImKitOptions options, IBanExchange exchange, SessionServices sessions, ImKitMetrics metrics, TimeProvider time, ILogger<SharedBans> logger) : IDisposable
{
    private const int NotesAtOnce = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Kind<(TenantId Tenant, UserId User)> _users = new("u", sessions.BannedUsers, static user => $"{user.Tenant.Value}|{user.User.Value}", ParseUser);
    private readonly Kind<IPAddress> _addresses = new(
        "a", sessions.BannedAddresses, static address => address.ToString(), static text => IPAddress.TryParse(text, out var address) ? (true, address) : (false, IPAddress.None));
    private Task _running = Task.CompletedTask;
    private bool _failing;

    public void Start()
    {
        if (options.Roles.HasFlag(NodeRoles.Access))
            _running = RunAsync(_stop.Token);
    }

    public async Task StopAsync()
    {
        // What waits for it is only the next exchange; CancelAsync would take it to the thread pool, out of a simulation.
        _stop.Cancel();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private static (bool Known, (TenantId, UserId) Key) ParseUser(string text)
    {
        var bar = text.IndexOf('|');
        return bar >= 0 && TenantId.TryCreate(text[..bar], out var tenant) && bar + 1 < text.Length ? (true, (tenant, new UserId(text[(bar + 1)..]))) : default;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
            await TryExchangeAsync(stop).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Bans of this node hold whatever others say, and it is tried again.")]
    private async Task TryExchangeAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.Node.PushTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            while (await _users.ExchangeAsync(exchange, metrics, either.Token).ConfigureAwait(false))
            {
            }

            while (await _addresses.ExchangeAsync(exchange, metrics, either.Token).ConfigureAwait(false))
            {
            }

            if (_failing)
                LogShared(logger);
            _failing = false;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            metrics.BanExchangeFailed();
            if (!_failing)
                LogFailed(logger, error);
            _failing = true;
        }
    }

    /// <summary>Bans of one kind of subjects.</summary>
    private sealed class Kind<TKey>(string mark, BanList<TKey> list, Func<TKey, string> format, Func<string, (bool Known, TKey Key)> parse)
        where TKey : notnull
    {
        private long _last;

        /// <returns>Whether there is more to tell or to learn.</returns>
        public async ValueTask<bool> ExchangeAsync(IBanExchange exchange, ImKitMetrics metrics, CancellationToken cancel)
        {
            if (list.Terms.Refusals == 0)
                return false;
            var told = list.TakeUntold(NotesAtOnce);
            var page = await TellAsync(exchange, told, cancel).ConfigureAwait(false);
            _last = page.Last;
            foreach (var ban in page.Bans)
            {
                if (parse(ban.Subject) is (true, var key) && list.Learn(key, ban.Left, ban.Bans))
                    metrics.BanLearnt(mark == "u" ? "user" : "address");
            }

            return page.More || told.Count == NotesAtOnce;
        }

        private async ValueTask<BanPage> TellAsync(IBanExchange exchange, List<(TKey Key, int Refusals, bool Banned)> told, CancellationToken cancel)
        {
            try
            {
                var asked = exchange.ExchangeAsync(
                    mark, [.. told.Select(note => new RefusalNote(format(note.Key), note.Refusals, note.Banned))], list.Terms, _last, cancel);
                return asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().OrGiveUpAsync(cancel).ConfigureAwait(false);
            }
            catch
            {
                // A ban that was told twice is one; refusals that were would be too many.
                foreach (var (key, _, banned) in told)
                {
                    if (banned)
                        list.PutBack(key);
                }

                throw;
            }
        }
    }

    [LoggerMessage(2085, LogLevel.Warning, "Bans cannot be shared with other nodes: those made on one node hold there alone until it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(2086, LogLevel.Information, "Bans are shared with other nodes again.")]
    private static partial void LogShared(ILogger logger);
}
