using Cell.Health;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>What happened to the organism, as a health cell tells it.</summary>
internal sealed partial class CellHost
{
    private Chronicle? chronicle;

    private void AddEvents(RosterKeeper keeper)
    {
        var book = new EventLog(settings.Data.Events, EventLog.FileBytes, time);
        stores.Push(book);
        chronicle = new Chronicle(book, settings.Papers, Logger<Chronicle>());
        chronicle.Follow(keeper);
    }

    private void AddEvents() => controlDoor.Map("GET", "/events", context => chronicle is null
        ? Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell is no health cell: name the folder of one with --data.")
        : chronicle.ReadAsync(context, settings.Self.Id));
}
