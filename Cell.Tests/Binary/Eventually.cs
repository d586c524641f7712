using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Looks again and again until a deadline, and says what it waited for when that passes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <param name="patience">Generous: it is only used up by a failure.</param>
    public static async Task<T> GetAsync<T>(string what, TimeSpan patience, Func<Task<T?>> look)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                Assert.Fail($"Within {patience.TotalSeconds:0} s there was no {what}.");
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task IsTrueAsync(string what, TimeSpan patience, Func<Task<bool>> look) =>
        GetAsync(what, patience, async () => await look() ? what : null);
}
