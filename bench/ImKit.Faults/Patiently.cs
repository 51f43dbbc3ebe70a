using ImKit.Client;

namespace ImKit.Faults;

/// <summary>Asks again what was not answered while nothing is wrong: a machine that lets nobody run for a while is not what is tested. For what may be asked twice.</summary>
internal static class Patiently
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await ask();
            }
            catch (ImKitClientException) when (left > 1)
            {
                await Task.Delay(Pause);
            }
        }
    }

    public static Task AskAsync(Func<Task> ask) => AskAsync(async () =>
    {
        await ask();
        return true;
    });
}
