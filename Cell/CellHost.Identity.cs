using System.Security.Cryptography;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>Who the cell is: told to those who ask, renewed by root, and warned of before it ends.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan ExpiryBeat = TimeSpan.FromMinutes(1);

    private void AddIdentity()
    {
        controlDoor.Map("GET", "/whoami", WhoamiAsync).Map("GET", "/renewal", RequestRenewalAsync).Map("POST", "/identity", RenewAsync);
        loops.Add(("expiry", WarnAsync));
    }

    private Task RequestRenewalAsync(HttpContext context) =>
        Door.WriteAsync(context, new RenewalRequest(1, settings.Self.Identity.Request(), Pem.Text(settings.Self.Credentials.Chain)), ControlJson.Default.RenewalRequest);

    private async Task RenewAsync(HttpContext context)
    {
        var message = await Message.ReadAsync(context.Request.Body, ControlJson.Default.RenewedIdentity, context.RequestAborted);
        var before = settings.Self.Credentials.Identity;
        var refusal = Offer(message.Chain);
        var now = settings.Self.Credentials.Identity;
        if (refusal.Length > 0)
        {
            LogNotRenewed(refusal);
            await RecordAsync(context, AuditKind.Refused, $"A renewed identity: {refusal}");
        }
        else if (now.Serial != before.Serial)
        {
            LogRenewed(now.Serial, now.Generation, before.Generation, now.Ends);
            await RecordAsync(context, AuditKind.Renew, $"Cell {settings.Self.Id} lives by certificate {now.Serial} of generation {now.Generation} until {now.Ends:u}.");
        }

        await Door.WriteAsync(context, new HeldIdentity(1, now.Serial, now.Generation, now.Ends, refusal), ControlJson.Default.HeldIdentity);
    }

    private string Offer(string pem)
    {
        try
        {
            return settings.Self.Identity.Offer(Pem.Read(pem), settings.Papers.Rules());
        }
        catch (CryptographicException fault)
        {
            return $"It holds no certificates that can be read: {fault.Message}";
        }
    }

    private async Task WhoamiAsync(HttpContext context)
    {
        var self = settings.Self;
        var identity = self.Credentials.Identity;
        var footing = Footing();
        var genome = footing.Genome;
        IReadOnlyList<Ancestor> lineage = [.. identity.Ancestors.Prepend(identity.Name).Select((name, above) => new Ancestor(name, identity.Generation - above))];
        var answer = new WhoamiAnswer(
            1, genome.Organism.Value, genome.Genes.Organism.Name, self.Id, identity.Roles, identity.Machine, identity.Slot, self.Facts.Mother, lineage, identity.Root,
            identity.Generation, footing.GenerationsLeft, identity.Serial, identity.Begins, identity.Ends, genome.Version, genome.Expires, footing.Entry?.State,
            Powers.Of(footing), [.. Expiring(footing).Select(warning => warning.Text)]);
        await Door.WriteAsync(context, answer, ControlJson.Default.WhoamiAnswer);
    }

    private Footing Footing()
    {
        var credentials = settings.Self.Credentials;
        var identity = credentials.Identity;
        var genome = settings.Genome.Now;
        return new Footing(
            identity,
            Lineage.GenerationsLeft(credentials.Leaf, identity.Generation, genome.Genes.Limits.Generations),
            genome,
            settings.Papers.Brake.Now,
            settings.Papers.Revocations.Now.Strikes(identity),
            heartbeats.Roster.Cells.GetValueOrDefault(settings.Self.Id),
            heartbeats.RosterAge,
            time.GetUtcNow())
        {
            Quarantined = heartbeats.Quarantined(settings.Self.Id),
        };
    }

    private IReadOnlyList<Warning> Expiring(Footing footing) =>
    [
        .. Expiry.OfCell(settings.Self.Id, footing.Identity.Begins, footing.Identity.Ends, footing.Now),
        .. Expiry.OfGenerations(settings.Self.Id, footing.GenerationsLeft, footing.Genome.Genes.Limits.Generations),
        .. Expiry.OfGenome(footing.Genome.Version, footing.Genome.Issued, footing.Genome.Expires, footing.Now),
    ];

    /// <summary>Of the genome and of all cells on the roster.</summary>
    private IReadOnlyList<Warning> Expiring(IEnumerable<RosterEntry> roster)
    {
        var (genome, now) = (settings.Genome.Now, time.GetUtcNow());
        var limit = genome.Genes.Limits.Generations;
        return
        [
            .. Expiry.OfGenome(genome.Version, genome.Issued, genome.Expires, now),
            .. from entry in roster
               where entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect
               from warning in Expiry.OfCell(entry.Cell, entry.Facts.CertificateBegins, entry.Facts.CertificateEnds, now).Concat(Expiry.OfGenerations(entry.Cell, limit - entry.Facts.Generation, limit))
               orderby entry.Cell
               select warning,
        ];
    }

    private async Task WarnAsync(CancellationToken stopping)
    {
        var watch = new ExpiryWatch();
        using var timer = new PeriodicTimer(ExpiryBeat, time);
        do
        {
            foreach (var warning in watch.New(Expiring(Footing())))
            {
                LogExpiry(warning.Text);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Root renewed this cell: it lives by certificate {Serial} of generation {Generation} (before: {Before}) until {Ends:u}.")]
    private partial void LogRenewed(string serial, int generation, int before, DateTimeOffset ends);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A renewed identity was refused: {Reason}")]
    private partial void LogNotRenewed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private partial void LogExpiry(string warning);
}
