using Microsoft.Extensions.Time.Testing;

namespace Cell;

/// <summary>A clock that stands until a test moves it. Its timers are the box's: waits for the disk must end without anybody's help.</summary>
internal sealed class TestClock() : FakeTimeProvider(Noon)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, dueTime, period);
}
