using Cell.Health;
using Cell.Tissue;

namespace Cell.Simulation;

internal sealed partial class VirtualKeeper
{
    private const int Many = 1000;
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Looked = TimeSpan.FromSeconds(60);
    private readonly List<(VirtualCell Cell, TimeSpan At)> fallen = [];

    // With whom these are one again.
    private VirtualKeeper? heir;

    /// <summary>The other side of a cut, with so many of the health cells.</summary>
    public VirtualKeeper Split(int keepers)
    {
        Keepers -= keepers;
        var other = new VirtualKeeper(world, genome, terms, keepers) { Side = 1, roster = roster, balance = balance, pending = pending, tickets = tickets };
        other.living.Clear();
        other.living.AddRange(living);
        other.seen.Clear();
        other.seen.AddRange(seen);
        return other;
    }

    /// <summary>The cut is over: what either knows, both do.</summary>
    public void Join(VirtualKeeper other)
    {
        Keepers += other.Keepers;
        roster = BirthLedger.Learn(roster, [.. other.roster.Births.Values], world.Time);
        foreach (var cell in other.living.Where(cell => cell.Works && !living.Contains(cell)).ToList())
        {
            if (roster.Members.ContainsKey(cell.Id))
            {
                Hear(cell, cell.Reading);
            }
            else
            {
                Admit(cell);
            }
        }

        pending = roster.Births.Values.Count(birth => birth.State == BirthState.Signed);
        other.heir = this;
    }

    // Machines of cells that ended are seen blank, a minute later.
    private void LookAtMachines()
    {
        foreach (var (cell, _) in fallen.Where(one => world.Now - one.At >= Looked))
        {
            roster = Blank(roster, cell);
        }

        fallen.RemoveAll(one => world.Now - one.At >= Looked);
    }

    private void Detect()
    {
        LookAtMachines();
        var silent = living.Where(cell => world.Now - seen[cell.Number].Heard > Silent).ToList();
        if ((silent.Count == 0 && roster.Frozen is null) || (living.Count > Many && world.Second % 5 != 0))
        {
            return;
        }

        var members = roster.Members.ToBuilder();
        foreach (var cell in living)
        {
            var (known, heard) = (members[cell.Id], seen[cell.Number]);
            var back = known.Entry.State == CellState.Suspect && world.Now - heard.Heard <= Silent;
            members[cell.Id] = known with
            {
                Heard = heard.Heard,
                Arrivals = heard.Arrivals,
                Closed = heard.Heard > known.Heard ? null : known.Closed,
                Testimony = heard.Heard > known.Heard ? null : known.Testimony,
                Entry = back ? known.Entry with { State = CellState.Alive, Reason = "it was heard again" } : known.Entry,
            };
        }

        var next = roster with { Members = members.ToImmutable() };
        foreach (var cell in silent)
        {
            next = FailureDetector.Knocked(next, cell.Id, world.Now, closed: cell.Ended);
            next = cell.Ended ? next : FailureDetector.Witnessed(next, cell.Id, world.Now, 3, reached: cell.Works && cell.Side == Side);
        }

        roster = FailureDetector.Check(next, world.Now, TimeSpan.Zero);
        foreach (var cell in silent.Where(cell => !roster.IsLiving(cell.Id)))
        {
            var known = seen[cell.Number];
            known.Dead = true;
            seen[cell.Number] = known;
            living.Remove(cell);
            if (cell.Ended)
            {
                fallen.Add((cell, world.Now));
            }
        }
    }
}
