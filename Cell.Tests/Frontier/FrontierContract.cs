using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What every frontier does, whatever runs it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    protected FrontierContract() => Frontier = Open();

    protected TestFrontier Frontier { get; }

    [TearDown]
    public Task ForgetAsync() => Frontier.DisposeAsync().AsTask();

    protected static TestFrontier Open() => new(new TestClock(), new TKind());
}
