using System.Text.Json;
using Cell.Genome;
using Cell.Health;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>What a health cell does with the machines of the pool themselves: power and looks.</summary>
internal sealed partial class CellHost
{
    private PoolWatch? watch;

    private Waker AddPool(RosterKeeper keeper)
    {
        var power = new MachinePower(() => Secrets().Of(Role.Health)?.Values ?? new Dictionary<string, string>(), time);
        var waker = new Waker(keeper, settings.Genome, power, time, Logger<Waker>());
        watch = new PoolWatch(keeper, settings.Genome, waker, () => Secrets().PoolKey, time, Logger<PoolWatch>());
        loops.Add(("power", waker.RunAsync));
        loops.Add(("pool", watch.RunAsync));
        return waker;
    }

    private void AddPoolOrders() => controlDoor.Map("POST", "/check", CheckPoolAsync).Map("POST", "/taint", TaintAsync);

    private HeldSecrets Secrets() => settings.Data.Secrets(settings.Self.Credentials.Roots);

    private async Task CheckPoolAsync(HttpContext context)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.CheckOrder, context.RequestAborted);
        if (watch is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no roster: only health cells look at the pool.");
        }
        else if (watch.Strangers(order.Hosts) is { Count: > 0 } strangers)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, $"{string.Join(", ", strangers)}: not in the signed pool. `cell pool list` shows it.");
        }
        else
        {
            context.Response.ContentType = "application/jsonl";
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end.Token, work.Token);
            await watch.CheckAsync(order.Hosts, row => WriteLineAsync(context, row), bound.Token);
            await WriteLineAsync(context, new CheckRow(1, "", true, "") { Done = true });
        }
    }

    private static async Task WriteLineAsync(HttpContext context, CheckRow row)
    {
        await context.Response.WriteAsync(JsonSerializer.Serialize(row, ControlJson.Default.CheckRow) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task TaintAsync(HttpContext context)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.TaintOrder, context.RequestAborted);
        if (ownKeeper is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no roster.");
            return;
        }

        await RecordAsync(context, AuditKind.Taint, $"{order.Host} is tainted: {order.Reason}");
        ownKeeper.Taint(order.Host, order.Reason);
        await Door.WriteAsync(context, order, ControlJson.Default.TaintOrder);
    }
}
