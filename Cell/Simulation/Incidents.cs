namespace Cell.Simulation;

/// <summary>What goes wrong, when it does, and when it is over.</summary>
internal sealed class Incidents(World world, Policy policy)
{
    private readonly List<(TimeSpan Until, Incident Incident, IReadOnlyList<VirtualCell> Struck)> lasting = [];
    private readonly Queue<Incident> next = new(world.Scenario.Incidents.OrderBy(incident => incident.At));

    public void Step()
    {
        while (next.TryPeek(out var due) && due.At <= world.Now)
        {
            Begin(next.Dequeue());
        }

        foreach (var over in lasting.Where(one => one.Until <= world.Now).ToList())
        {
            End(over.Incident, over.Struck);
            lasting.Remove(over);
        }
    }

    private void Begin(Incident incident)
    {
        // The founder lives through all of it: it is the box of the health cells.
        var all = world.Cells.Where(cell => cell is { Works: true, Number: > 0 }).ToList();
        var struck = all.OrderBy(_ => world.Chance.Next()).Take(Math.Min(all.Count, Math.Max(1, (int)Math.Round(incident.Cells * all.Count)))).ToList();
        foreach (var cell in struck)
        {
            switch (incident.What)
            {
                case Mishap.Kill:
                    world.End(cell, HappeningKind.Died, "killed", blankAgain: true);
                    break;
                case Mishap.Hang:
                    cell.Hung = true;
                    break;
                case Mishap.Slow:
                    cell.Speed = 1 / incident.Factor;
                    break;
                case Mishap.Cut:
                    cell.Side = 1;
                    break;
            }
        }

        if (incident.What == Mishap.Cut)
        {
            policy.Part(world, cut: true);
        }

        if (incident.Lasts > TimeSpan.Zero)
        {
            lasting.Add((world.Now + incident.Lasts, incident, struck));
        }
    }

    private void End(Incident incident, IReadOnlyList<VirtualCell> struck)
    {
        foreach (var cell in incident.What == Mishap.Cut ? world.Cells : struck)
        {
            (cell.Hung, cell.Side) = (incident.What != Mishap.Hang && cell.Hung, incident.What == Mishap.Cut ? 0 : cell.Side);
            cell.Speed = incident.What == Mishap.Slow ? 1 : cell.Speed;
        }

        if (incident.What == Mishap.Cut)
        {
            policy.Part(world, cut: false);
        }
    }
}
