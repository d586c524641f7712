using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Tests that share one organism with one blank, prepared machine and one founder cell of all roles.</summary>
internal abstract class StemFixture(string machine)
{
    protected StemPool Pool { get; private set; } = null!; // made once for all

    protected Founder Founder { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Found() => (Pool, Founder) = await StemPool.FoundAsync(machine);

    [OneTimeTearDown]
    public async Task Forget()
    {
        if (Pool is not null)
        {
            await Pool.DisposeAsync();
        }
    }
}
