using System.Runtime.InteropServices;
using Cell.Api;
using Cell.Crawling;
using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;
using Cell.Vitals;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>What a daemon starts from.</summary>
/// <param name="Greet">Tissue addresses of health cells to greet before the roster names any.</param>
internal sealed record HostSettings(DataFolder Data, CellSelf Self, Papers Papers, int PublicPort, int TissuePort, Func<IReadOnlyList<string>> Greet)
{
    public LivingGenome Genome => Papers.Genome;
}

/// <summary>The composition root: wires the roles of one daemon, starts them, and stops them in order.</summary>
internal sealed partial class CellHost : IAsyncDisposable
{
    // Under the 10 s within which SIGTERM must have ended it.
    private static readonly TimeSpan LoopStop = TimeSpan.FromSeconds(6);

    private const int Faulted = 70;

    // Writers that may wait for the disk at the same time. Where the pool has no more threads than processors, clients wait with them: it makes one
    // further thread each half a second.
    private const int Writers = 4;

    // A third of the unit's WatchdogSec.
    private static readonly TimeSpan WatchdogBeat = TimeSpan.FromSeconds(20);

    private readonly HostSettings settings;
    private readonly TimeProvider time = TimeProvider.System;
    private readonly ProcessorShare share = new(Environment.ProcessorCount, TimeProvider.System);
    private readonly Door publicDoor = new();
    private readonly Door tissueDoor = new();
    private readonly Door controlDoor = new();
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> loops = [];
    private readonly Stack<IAsyncDisposable> stores = new();
    private readonly CancellationTokenSource end = new();
    private readonly List<PosixSignalRegistration> signals;
    private readonly LineLog loggers;
    private readonly KestrelServer server;
    private readonly ILogger log;
    private readonly Gauges gauges;
    private readonly TissueLinks links;
    private readonly TissueClient client;
    private readonly OwnKeeper? ownKeeper;
    private readonly Keepers keepers;
    private readonly Heartbeats heartbeats;
    private readonly Council council;

    private CellHost(HostSettings settings)
    {
        this.settings = settings;
        ThreadPool.GetMinThreads(out _, out var completions);
        ThreadPool.SetMinThreads(Environment.ProcessorCount + Writers, completions);
        // On the second processor, beside all that follows.
        var index = Has(Role.Api) && settings.Data.StoreUnder(settings.Genome.Genes.Store.Kind) == StoreKind.Embedded ? EmbeddedPages.OpenIndexAsync(settings.Data.Path, time, share) : null;
        sharesFrontier = Queue.Kind == QueueKind.RabbitMq;
        publicPort = new PublicPort(publicDoor, () => settings.Genome.Genes.Api, time);
        gauges = new Gauges(time);
        loggers = new LineLog(time);
        signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Told))];
        server = Build();
        log = Logger<CellHost>();
        links = new TissueLinks(identity => settings.Papers.Revocations.Now.Strikes(identity));
        client = new TissueClient(() => TissueHandler.Of(Tls, links));
        settings.Self.Identity.Renewed += client.Renew;
        ownKeeper = Has(Role.Health) ? AddHealth() : null;
        keepers = new Keepers(ownKeeper, client, settings.Self.Facts.Tissue, settings.Greet) { Seats = Seats };
        audit = new AuditRelay(() => heartbeats!.Reach(), time, Logger<AuditRelay>()); // set below, before anything runs
        heartbeats = new Heartbeats(settings.Self, settings.Papers, keepers, gauges.Read, Logger<Heartbeats>());
        council = new Council(heartbeats.Reach, time);
        new IndirectProbe(settings.Self.Id, client, settings.Genome, cell => ownKeeper?.Hears(cell) == true, time).Open(tissueDoor);
        var api = Has(Role.Api) ? AddApi(index) : null;
        if (Has(Role.Crawler))
        {
            AddCrawler(api);
        }

        if (settings.Self.Facts.Birth.Length > 0)
        {
            AddGuardMarks();
        }

        AddSignsOfLife();
        AddControl(api?.Frontier);
        AddPapers();
        AddAudit();
        AddEvents();
        loops.Add(("brake", ObeyAsync));
        AddIdentity();
        AddBearing();
        AddHeirs();
        AddHomeostasis(api);
        controlDoor.Map("POST", "/die", DieAsync);
        loops.Add(("leave", LeaveAsync));
        AddPoolOrders();
        AddRevocations();
    }

    private bool Has(Role role) => settings.Self.Facts.Roles.Contains(role);

    private ILogger<T> Logger<T>() => loggers.CreateLogger<T>();

    // Otherwise the runtime ends the process at once.
    private void Told(PosixSignalContext signal)
    {
        signal.Cancel = true;
        end.Cancel();
    }

    /// <summary>Runs until told to stop.</summary>
    /// <returns>The exit code: what its end was ordered with, 70 when a loop ended by a fault.</returns>
    /// <exception cref="IOException">A port is taken, or a file cannot be opened.</exception>
    public static async Task<int> RunAsync(HostSettings settings)
    {
        await using var host = new CellHost(settings);
        return await host.RunAsync() ? host.endCode ?? 0 : Faulted;
    }

    /// <summary>Stores close after everything that writes to them.</summary>
    public async ValueTask DisposeAsync()
    {
        while (stores.TryPop(out var store))
        {
            await store.DisposeAsync();
        }

        client.Dispose();
        server.Dispose();
        signals.ForEach(signal => signal.Dispose());
        loggers.Dispose();
        work.Dispose();
        dropped.Dispose();
        end.Dispose();
    }

    private async Task<bool> RunAsync()
    {
        var stopping = end.Token;
        try
        {
            await server.StartAsync(new Reception(ReceiveAsync), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before it listened.
            return true;
        }

        // Not AddSystemd: a hardened unit hides the parent process that it looks for.
        var notifier = new SystemdNotifier();
        using var farewell = new CancellationTokenSource();
        var beating = heartbeats.RunAsync(farewell.Token);
        using var worked = CancellationTokenSource.CreateLinkedTokenSource(stopping, work.Token);
        var working = loops.Select(loop => GuardAsync(loop.Name, loop.Run, worked.Token)).ToList();
        notifier.Notify(ServiceState.Ready);
        working.Add(GuardAsync("watchdog", watched => WatchAsync(notifier, watched), worked.Token));
        LogReady(settings.Self.Id, string.Join('+', settings.Self.Facts.Roles), settings.Self.Facts.Machine, (long)ProcessAge.Now(time).TotalMilliseconds);

        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stopping.Register(told.SetResult))
        {
            await told.Task;
        }

        notifier.Notify(ServiceState.Stopping);
        await Task.WhenAny(Task.WhenAll(working), Task.Delay(LoopStop, time, CancellationToken.None));
        await farewell.CancelAsync();
        await beating;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        await server.StopAsync(patience.Token);
        var clean = working.TrueForAll(loop => loop is { IsCompletedSuccessfully: true, Result: true });
        LogStopped(settings.Self.Id);
        return clean;
    }

    // Whoever started it ends a process that hangs: a stopped one, or one whose threads wait for each other (sd_notify(3), WATCHDOG=1).
    private async Task WatchAsync(SystemdNotifier notifier, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(WatchdogBeat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            notifier.Notify(new ServiceState("WATCHDOG=1"));
        }
    }

    // A loop that ends by a fault is a bug: the process ends, and whoever started it starts it again.
    private async Task<bool> GuardAsync(string name, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        try
        {
            await run(stopping);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            LogFault(fault, name);
            await end.CancelAsync();
            return false;
        }
    }

    private OwnKeeper AddHealth()
    {
        var keeper = new RosterKeeper(settings.Self, settings.Papers, new RosterFile(settings.Data.Births), time, Logger<RosterKeeper>()) { Compared = () => heartbeats.OthersAge };
        AddEvents(keeper);
        keeper.BeginOwnBirth();
        var scribe = OpenAudit();
        var role = new HealthRole(keeper, settings.Papers, scribe, time, Logger<HealthRole>());
        role.OpenAudit();
        var waker = AddPool(keeper);
        role.OpenTissue(tissueDoor, waker);
        var testator = new Testator(keeper, settings.Papers, settings.Self, time);
        testator.Open(tissueDoor);
        loops.Add(("will", testator.RunAsync));
        AddLegacy(keeper);
        loops.Add(("health", role.RunAsync));
        var refiller = new Refiller(keeper, settings.Genome, settings.Self.Id, BearAsync, time, Logger<Refiller>());
        refiller.Reacted += chronicle!.Write; // made by AddEvents
        loops.Add(("refill", refiller.RunAsync));
        var balancer = new Balancer(keeper, settings.Genome, settings.Self.Id, time, Logger<Balancer>());
        balancer.Reacted += chronicle.Write;
        loops.Add(("balance", balancer.RunAsync));
        loops.Add(("births of others", new BirthExchange(keeper, () => [.. heartbeats.Reach().Where(other => other.Name != Keepers.OwnName)], time).RunAsync));
        var inquiry = new Inquiry(keeper, settings.Genome, settings.Self.Id, (peer, request, cancellation) =>
            client.PostAsync(peer, "/v1/witness", request, TissueJson.Default.WitnessRequest, TissueJson.Default.WitnessAnswer, cancellation), time);
        loops.Add(("inquiry", inquiry.RunAsync));
        AddNotices(keeper, refiller);
        AddFront(keeper);
        return new OwnKeeper(keeper, waker, settings.Papers, scribe, settings.Self);
    }

    private void AddCrawler(ApiRole? api)
    {
        var figures = new CrawlFigures(time) { Work = gauges.Work };
        var ports = new CrawlPorts(
            settings.Self.Id,
            heartbeats.Incarnation,
            Frontiers(api?.Frontier),
            Delivery,
            () => settings.Genome.Genes) { News = api?.Frontier.Grown ?? new Bell() };
        var concurrency = new Concurrency(() => settings.Genome.Genes.Crawler.Concurrency, Strain.Now, time);
        var crawler = new Crawler(ports, figures, concurrency, time, Logger<Crawler>());
        gauges.Measure(figures.WaitingForApi);
        gauges.Measure(() => concurrency.Sign(figures.Visits));
        gauges.Crawl = () => (figures.Pages, figures.Visits / (double)settings.Genome.Genes.Crawler.Concurrency);
        loops.Add(("crawler", async stopping =>
        {
            using (crawler)
            {
                await CrawlAsync(crawler, stopping);
            }
        }));
    }

    private bool? OtherApisHavePages() => heartbeats.Roster.Cells.Count == 0 ? null
        : heartbeats.Roster.Of(Role.Api).Any(entry => entry.Cell != settings.Self.Id && entry.Vitals.Pages > 0);

    private IReadOnlyList<RosterEntry> Apis() => [.. heartbeats.Roster.Of(Role.Api).Where(entry => heartbeats.Quarantined(entry.Cell) is null)];

    private string? FrontierPeer() => FrontierSeat.Holder(settings.Genome.Genes.FrontierHosts, Apis())?.Facts.Tissue;

    // "" is the cell that gave the lease.
    private PageDelivery Delivery(string destination) => new PageDelivery(() => Tries(destination), Sink);

    private IReadOnlyList<string> Tries(string destination)
    {
        var apis = Apis().Where(entry => entry.State == CellState.Alive).Select(entry => entry.Facts.Tissue).ToArray();
        Random.Shared.Shuffle(apis);
        return Destinations.Tries(destination.Length > 0 ? destination : RunsFrontier() && ingestion is not null ? settings.Self.Facts.Tissue : FrontierPeer() ?? "", apis);
    }

    private IPageSink Sink(string address) => ingestion is not null && address == settings.Self.Facts.Tissue ? ingestion : new RemotePages(client, address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cell {Cell} ({Roles} on {Machine}) is ready after {Milliseconds} ms.")]
    private partial void LogReady(CellId cell, string roles, string machine, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cell {Cell} has stopped.")]
    private partial void LogStopped(CellId cell);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The {Loop} loop ended by a fault.")]
    private partial void LogFault(Exception fault, string loop);
}
