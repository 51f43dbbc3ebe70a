using ImKit.Client;
using ImKit.Samples.Server;

namespace ImKit.Faults;

/// <summary>All devices: they talk until they are told to stop.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int DevicesPerUser = 3;
    private readonly Random _random;
    private readonly Func<int, IEnumerable<Uri>> _servers;
    private readonly byte[] _key;
    private readonly string[] _users;
    private readonly SemaphoreSlim _restarting = new(1, 1);
    private int _said;

    /// <summary>A crowd.</summary>
    /// <param name="seed">Who says what, and who is restarted.</param>
    /// <param name="users">How many.</param>
    /// <param name="servers">Where the device of a number finds servers, in its order.</param>
    /// <param name="data">The servers' folder, with the key of tokens.</param>
    public Crowd(int seed, int users, Func<int, IEnumerable<Uri>> servers, string data)
    {
        _random = new Random(seed);
        _servers = servers;
        _key = DevelopmentToken.KeyOf(data);
        _users = [.. Enumerable.Range(0, users).Select(static i => $"user{i}")];
        foreach (var user in _users)
        {
            for (var i = 0; i < DevicesPerUser; i++)
                Devices.Add(Make(user, $"{user}-device{i}"));
        }
    }

    /// <summary>How many devices so many users have, witnesses included.</summary>
    public static int DevicesOf(int users) => users * (DevicesPerUser + 1);

    public List<Device> Devices { get; } = [];

    public Latencies Latencies { get; } = new();

    /// <summary>Of the devices, those that have seen nothing of what went on.</summary>
    public List<Device> Witnesses { get; } = [];

    public List<string> Groups { get; } = [];

    /// <param name="groups">How many groups.</param>
    /// <param name="others">Members of all of them who have no device here.</param>
    public async Task BeginAsync(int groups, params string[] others)
    {
        foreach (var device in Devices)
            device.Begin();
        for (var i = 0; i < groups; i++)
        {
            // Everybody but one, who is added and removed again later.
            var owner = Devices[i % _users.Length * DevicesPerUser];
            string[] members = [.. _users.Where(user => user != owner.User && user != Guest(i)), .. others];
            var (title, request) = ($"group {i}", $"group-{i}");
            var ack = await Patiently.AskAsync(() => owner.Client.CreateGroupAsync(title, members, request));
            Groups.Add(ack.ConversationId);
        }
    }

    /// <summary>Talks until it is cancelled; every device by itself.</summary>
    public Task TalkAsync(CancellationToken cancel) => Task.WhenAll(Devices.Select((device, i) => TalkAsync(device, new Random(_random.Next() + i), cancel)));

    /// <summary>Some device begins another life.</summary>
    public async Task RestartSomeAsync(Random random)
    {
        await _restarting.WaitAsync();
        try
        {
            foreach (var device in Devices.Where(_ => random.Next(4) == 0))
                device.TakeSnapshot();
            for (var many = random.Next(5); many > 0; many--)
                await Devices[random.Next(Devices.Count)].RestartAsync(old: random.Next(2) == 0);
        }
        finally
        {
            _restarting.Release();
        }
    }

    /// <summary>A guest comes or goes.</summary>
    public async Task ChangeMembersAsync(Random random)
    {
        var i = random.Next(Groups.Count);
        var owner = Devices[i % _users.Length * DevicesPerUser].Client;
        try
        {
            if (random.Next(2) == 0)
                await owner.AddMembersAsync(Groups[i], [Guest(i)]);
            else
                await owner.RemoveMembersAsync(Groups[i], [Guest(i)]);
        }
        catch (Exception e) when (e is ImKitClientException or ObjectDisposedException)
        {
            // Done or not: the log tells.
        }
    }

    /// <summary>One more word in every conversation, from everybody who may.</summary>
    public async Task SayLastWordsAsync()
    {
        foreach (var device in Devices)
        {
            foreach (var conversation in device.Client.Conversations)
                await device.SayAsync(ClientMessage.To(conversation.Id, Words(device)));
        }
    }

    /// <summary>A device for each user that has seen nothing yet.</summary>
    public void AddWitnesses()
    {
        foreach (var user in _users)
        {
            var witness = Make(user, $"{user}-witness");
            witness.Begin();
            Devices.Add(witness);
            Witnesses.Add(witness);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in Devices)
            await device.DisposeAsync();
        _restarting.Dispose();
    }

    private Device Make(string user, string name)
    {
        var number = Devices.Count;
        return new Device(user, name, () => _servers(number), _key, _random.Next()) { Attach = client => Latencies.Attach(client, number) };
    }

    private string Guest(int group) => _users[(group + 1) % _users.Length];

    private ClientBody Words(Device device) => ClientBody.OfText($"{device.Name} says {Interlocked.Increment(ref _said)}");

    private async Task TalkAsync(Device device, Random random, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(random.Next(100, 600), CancellationToken.None);
            var conversations = device.Client.Conversations;
            if (random.Next(6) == 0)
                await device.ChangeAsync(random, Words(device));
            else if (random.Next(6) == 0)
                await device.ReactAsync(random);
            else if (random.Next(20) == 0)
                await device.HideAsync(random);
            else if (random.Next(6) == 0 && conversations.Count > 0)
                await device.ReadAsync(conversations.ElementAt(random.Next(conversations.Count)));
            else if (random.Next(2) == 0 && conversations.Count > 0)
                await device.SayAsync(ClientMessage.To(conversations.ElementAt(random.Next(conversations.Count)).Id, Words(device)));
            else
                await device.SayAsync(ClientMessage.ToPeer(_users[random.Next(_users.Length)], Words(device)));
        }
    }
}
