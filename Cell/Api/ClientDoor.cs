using System.Globalization;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Api;

/// <summary>Lets clients in while there is room. Who is too much learns it at once: 307 to another API with room, one hop at most, else 503.</summary>
/// <param name="siblings">APIs with room, as a health cell named them lately: their addresses are the signed pool's.</param>
internal sealed class ClientDoor(Limiter limiter, Func<IReadOnlyList<Neighbour>> siblings)
{
    /// <summary>In the query of one who was sent here by another API.</summary>
    public const string Hop = "hop";

    // A client that comes again with others does not find the same crowd.
    private const int SoonestSeconds = 1;
    private const int LatestSeconds = 4;

    // No more answers are made at once than there are processors: the rest of the pool is there to turn away.
    private readonly TaskScheduler answering = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler;
    private Diversion? diversion;

    /// <summary>Sends a share of the clients to another one; null: none any more.</summary>
    public void Divert(double share, Neighbour? to) => Volatile.Write(ref diversion, to is null ? null : new Diversion(share, to));

    public RequestDelegate Guard(string path, RequestDelegate answer) => context =>
    {
        var cameFromSibling = context.Request.Query.ContainsKey(Hop);
        if (!cameFromSibling && Volatile.Read(ref diversion) is { } diverted && Random.Shared.NextDouble() < diverted.Share && IsOther(context, diverted.To))
        {
            limiter.Divert();
            return SendOn(context, path, diverted.To);
        }

        return limiter.TryEnter() is { } stay ? AnswerAsync(context, answer, stay) : TurnAwayAsync(context, path, cameFromSibling);
    };

    private async Task AnswerAsync(HttpContext context, RequestDelegate answer, IDisposable stay)
    {
        using (stay)
        {
            // Who reads slowly takes no room: the answer is made when its first bytes leave.
            context.Response.OnStarting(() =>
            {
                stay.Dispose();
                return Task.CompletedTask;
            });
            await Task.Factory.StartNew(() => answer(context), context.RequestAborted, TaskCreationOptions.DenyChildAttach, answering).Unwrap();
        }
    }

    private Task TurnAwayAsync(HttpContext context, string path, bool cameFromSibling)
    {
        // Readings are a second old: the better of two, not the best.
        if (!cameFromSibling && siblings().Where(sibling => IsOther(context, sibling)).Take(2).MinBy(sibling => sibling.Load) is { } sibling)
        {
            return SendOn(context, path, sibling);
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.RetryAfter = Random.Shared.Next(SoonestSeconds, LatestSeconds).ToString(CultureInfo.InvariantCulture);
        return Door.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many clients at once: try again soon.");
    }

    // 307 keeps the method. Host and path are not the client's, so nobody is sent elsewhere.
    private static Task SendOn(HttpContext context, string path, Neighbour sibling)
    {
        var query = context.Request.QueryString.Add(Hop, "1");
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"{sibling.Address.TrimEnd('/')}{path}{query.ToUriComponent()}";
        return Task.CompletedTask;
    }

    // One that is reached by this very address would send its clients round in a circle.
    private static bool IsOther(HttpContext context, Neighbour sibling) =>
        Uri.TryCreate(sibling.Address, UriKind.Absolute, out var address) && !string.Equals(address.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private sealed record Diversion(double Share, Neighbour To);
}
