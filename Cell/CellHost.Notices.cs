using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>A health cell's word to its operator.</summary>
internal sealed partial class CellHost
{
    private void AddNotices(RosterKeeper keeper, Refiller refiller)
    {
        var post = new Post(() => settings.Genome.Now, () => settings.Data.Secrets(settings.Self.Credentials.Roots).Of(Role.Health)?.Values ?? new Dictionary<string, string>());
        var notifier = new Notifier(() => Observed(keeper, refiller.Unborn), new NoticeFile(settings.Data.Notices), post, time, Logger<Notifier>());
        loops.Add(("notices", notifier.RunAsync));
        controlDoor.Map("GET", "/notices", context => Door.WriteAsync(context, notifier.Now, NoticeJson.Default.Correspondence))
            .Map("POST", "/notices/test", context => TestAsync(context, notifier));
    }

    private IReadOnlyList<Condition>? Observed(RosterKeeper keeper, IReadOnlyDictionary<Role, string> unborn)
    {
        var roster = keeper.Roster;
        return Colleagues.Leads(roster, settings.Self.Id) ? [.. Conditions.Of(roster, settings.Genome.Now.Genes, Expiring(roster.Living), unborn), .. Imbalances.Of(keeper.Sums)] : null;
    }

    private static Task TestAsync(HttpContext context, Notifier notifier)
    {
        var channels = notifier.Test();
        return channels.Count == 0
            ? Door.RefuseAsync(context, StatusCodes.Status409Conflict, "No way to the operator is set: \"notify\" in cell.json names a webhook or a mail server.")
            : Door.WriteAsync(context, new TestReceipt(1, channels), NoticeJson.Default.TestReceipt);
    }
}
