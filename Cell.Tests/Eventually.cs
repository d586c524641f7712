using NUnit.Framework;

namespace Cell;

/// <summary>Polls for what happens on another thread or in another process.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Fails the test with the message when the condition is not met in time.</summary>
    public static Task IsTrueAsync(Func<bool> condition, TimeSpan deadline, string message) =>
        PollAsync(deadline, () => Task.FromResult(condition()), () => $"Not within {deadline.TotalSeconds:0.#} s: {message}");

    public static Task IsTrueAsync(string what, TimeSpan patience, Func<Task<bool>> look) =>
        PollAsync(patience, look, () => Missed(what, patience));

    /// <param name="patience">Generous: it is only used up by a failure.</param>
    public static async Task<T> GetAsync<T>(string what, TimeSpan patience, Func<Task<T?>> look)
        where T : class
    {
        T? found = null;
        await PollAsync(patience, async () => (found = await look()) is not null, () => Missed(what, patience));
        return found!; // else it failed
    }

    /// <summary>A failure tells what was seen last.</summary>
    public static async Task IsAsync<T>(string what, T expected, TimeSpan patience, Func<Task<T>> look)
    {
        T? seen = default;
        await PollAsync(patience, async () => Equals(seen = await look(), expected), () => $"After {patience.TotalSeconds:0} s the {what} was {seen}, not {expected}.");
    }

    private static string Missed(string what, TimeSpan patience) => $"Within {patience.TotalSeconds:0} s there was no {what}.";

    private static async Task PollAsync(TimeSpan patience, Func<Task<bool>> look, Func<string> failure)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await look())
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                Assert.Fail(failure());
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }
    }
}
