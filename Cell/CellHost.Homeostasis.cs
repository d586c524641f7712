using Cell.Api;
using Cell.Crawling;
using Cell.Genome;
using Cell.Homeostasis;
using Cell.Mitosis;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell;

/// <summary>The cell's balance: what it measures, what it makes of it, and what it does.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan ProbeBeat = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource dropped = new();

    private void AddHomeostasis(ApiRole? api)
    {
        var sensors = new Sensors(settings.Data.Path, settings.Data.Probe, time);
        gauges.Measure(gauges.Work.Sign);
        gauges.Measure(new UplinkSensor("/", Uplink, time).Read);
        var homeostat = new Homeostat(
            new Body
            {
                Cell = settings.Self.Id,
                Roles = () => settings.Self.Facts.Roles,
                Read = () => sensors.Read(gauges.Signs()),
                Probe = () => sensors.Probe,
                Faults = () => sensors.Faults,
                Load = (_, read) => read.Load(SignClass.Divisible),
                Barred = () => BarsBearing,
                Pregnant = () => pregnancy.CurrentCount == 0 ? "a birth is under way" : null,
                Needed = role => Needed(role, api),
                BearAsync = BearAsync,
                Leave = reason => End($"It {reason}.", 0),
                Drop = Drop,
                Shed = shed => clients?.Divert(shed?.Share ?? 0, shed?.To),
            },
            heartbeats,
            settings.Genome,
            time,
            Logger<Homeostat>());
        gauges.Balance = () => new Balance(
            homeostat.Readings?.Slowness, homeostat.ShowsSlow, homeostat.Replaced, homeostat.Wishes, pregnancy.CurrentCount == 0 ? "a birth is under way" : null, homeostat.Replacing, Needed(settings.Self.Facts.Roles[0], api));
        loops.Add(("homeostasis", homeostat.RunAsync));
        loops.Add(("probe", stopping => sensors.ProbeAsync(ProbeBeat * settings.Genome.Genes.Homeostasis.Windows, stopping)));
        controlDoor.Map("GET", "/why", context => Door.WriteAsync(context, Why(homeostat), ControlJson.Default.WhyAnswer));
    }

    private async Task<string?> BearAsync(Role role, bool replaces, CancellationToken cancellation)
    {
        var end = await BearOwnAsync(role, replaces, cancellation);
        return end.Verdict == DivisionVerdict.Proved ? null : end.Detail;
    }

    private double? Uplink() => settings.Genome.Genes.Pool.Machines.FirstOrDefault(machine => machine.Host == settings.Self.Facts.Machine)?.Uplink is > 0 and var line ? line : null;

    private string Needed(Role role, ApiRole? api) => role switch
    {
        _ when settings.Self.Facts.Birth.Length == 0 => "it is a founder",
        Role.Api when api is not null && !sharesFrontier && RunsFrontier() => "it runs the frontier",
        Role.Api when api is { KeepsPages: true } => "its pages may have no copy",
        Role.Health => "health cells are as many as the operator wants",
        _ => "",
    };

    // A daughter has taken it over, and this machine is for the rest. A founder that is started again has it again.
    private void Drop(Role role)
    {
        settings.Self.Drop(role);
        dropped.Cancel();
    }

    private async Task CrawlAsync(Crawler crawler, CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, dropped.Token);
        try
        {
            await crawler.RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (dropped.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // The others go on.
        }
    }

    private WhyAnswer Why(Homeostat homeostat) => new(
        1,
        settings.Self.Id,
        [.. (homeostat.Readings?.Signs ?? []).Select(sign => new SignRow(sign.Name, sign.Unit, sign.Class.ToString().ToLowerInvariant(), sign.Raw, sign.Capacity, sign.Load, sign.WhyNot))],
        [.. homeostat.Verdicts.OrderBy(verdict => verdict.Key).Select(verdict => new VerdictRow(verdict.Key, verdict.Value.Since, [.. verdict.Value.Reactions.Select(reaction => reaction.Reason)]))],
        heartbeats.Roster.Aggregates);
}
