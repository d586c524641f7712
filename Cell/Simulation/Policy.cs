namespace Cell.Simulation;

/// <summary>Who decides when a cell is born and when one leaves.</summary>
internal abstract class Policy
{
    /// <summary>Once a second, after the world moved on.</summary>
    public abstract void Step(World world);

    /// <summary>The network is cut, or whole again.</summary>
    public virtual void Part(World world, bool cut)
    {
    }
}

/// <summary>As many cells as there were at the start, whatever happens.</summary>
internal sealed class FixedPolicy : Policy
{
    public override void Step(World world)
    {
        for (var lacking = world.Scenario.Cells - world.Cells.Count - world.Pending; lacking > 0 && world.Blank > 0; lacking--)
        {
            world.Bear(null, "again", _ => { });
        }
    }
}
