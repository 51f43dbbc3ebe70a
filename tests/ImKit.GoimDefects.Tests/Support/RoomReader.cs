using System.Globalization;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>A member that reads a room to its last push, and checks that no push is doubled or out of order.</summary>
internal static class RoomReader
{
    /// <summary>Reads numbered pushes until the last one.</summary>
    /// <returns>How many came.</returns>
    public static async Task<int> ReadAsync(TestClient client, int operation, int last)
    {
        var (count, newest) = (0, -1);
        while (newest < last)
        {
            var number = int.Parse((await client.ExpectAsync(operation)).Text, NumberStyles.None, CultureInfo.InvariantCulture);
            Assert.InRange(number, newest + 1, last);
            newest = number;
            count++;
        }

        return count;
    }
}
