using Cell.Identity;
using Cell.Mitosis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>How a daemon came to its end.</summary>
/// <param name="Clean">False: a loop ended by a fault.</param>
/// <param name="Forbidden">Why it may not live on; null: it was told to stop.</param>
internal sealed record HostEnd(bool Clean, string? Forbidden);

/// <summary>The cell learns that it may not live on.</summary>
internal sealed partial class CellHost
{
    // Cancelled when the work is to stop, whether or not the process ends with it.
    private readonly CancellationTokenSource work = new();
    private string? forbidden;

    private void AddRevocations()
    {
        settings.Papers.Revocations.Changed += Judge;

        // What came between the reading of the identity and now.
        Judge();
    }

    private void Judge()
    {
        links.CutRevoked();
        if (settings.Papers.Revocations.Now.Strikes(settings.Self.Credentials.Identity) is { } reason)
        {
            End(reason);
        }
    }

    /// <summary>Stops all work at once. A founder's process ends; a born cell's waits idle for its guard, which makes the machine blank: the
    /// mark for it lies in a folder that goes with the process.</summary>
    private void End(string reason)
    {
        if (Interlocked.CompareExchange(ref forbidden, reason, null) is not null)
        {
            return;
        }

        LogForbidden(settings.Self.Id, reason);
        work.Cancel();
        if (settings.Self.Facts.Birth.Length > 0)
        {
            new GuardMarks(settings.Data, time).Die();
        }
        else
        {
            app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cell {Cell} ends: {Reason}.")]
    private partial void LogForbidden(CellId cell, string reason);
}
