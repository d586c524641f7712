using System.Diagnostics;
using NUnit.Framework;

namespace Cell;

/// <summary>Polls for what happens on another thread or in another process.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Fails the test with the message when the condition is not met in time.</summary>
    public static async Task IsTrueAsync(Func<bool> condition, TimeSpan deadline, string message)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > deadline)
            {
                Assert.Fail($"Not within {deadline.TotalSeconds:0.#} s: {message}");
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }
    }

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

    /// <summary>A failure tells what was seen last.</summary>
    public static async Task IsAsync<T>(string what, T expected, TimeSpan patience, Func<Task<T>> look)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await look() is var seen && !Equals(seen, expected))
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                Assert.Fail($"After {patience.TotalSeconds:0} s the {what} was {seen}, not {expected}.");
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task IsTrueAsync(string what, TimeSpan patience, Func<Task<bool>> look) =>
        GetAsync(what, patience, async () => await look() ? what : null);
}
