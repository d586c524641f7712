using System.Globalization;
using System.Net;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Api;

/// <summary>What every request at the public port goes through: the client's rate, the browser's rules, the door.</summary>
/// <param name="genes">As they are now.</param>
internal sealed class PublicPort(Door door, Func<ApiGenes> genes, TimeProvider time)
{
    private const string PreflightKept = "86400";

    private readonly ClientRates rates = new(time);

    public Task OpenAsync(HttpContext context)
    {
        var now = genes();
        var headers = context.Response.Headers;
        // Whatever a browser takes an answer for, nothing of it loads, runs or is framed.
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        var origin = AllowOrigin(context, now);
        if (Wait(context, now) is var wait && wait > TimeSpan.Zero)
        {
            headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Door.RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"More than {now.Rate} requests a second come from your address: try again after the time in Retry-After.");
        }

        if (origin && HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            headers.AccessControlAllowMethods = "GET, HEAD";
            headers.AccessControlMaxAge = PreflightKept;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return door.OpenAsync(context);
    }

    // The box's own programs are nobody's clients, unless the genome says that they speak for some.
    private TimeSpan Wait(HttpContext context, ApiGenes now)
    {
        var (remote, local) = (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress);
        if (now.Rate == 0 || remote is null)
        {
            return TimeSpan.Zero;
        }

        var client = ClientAddress.Of(remote, context.Request.Headers["X-Forwarded-For"].ToString(), now.Proxies);
        return IPAddress.IsLoopback(client) || client.Equals(local) || (local is { IsIPv4MappedToIPv6: true } && client.Equals(local.MapToIPv4())) ? TimeSpan.Zero : rates.Wait(client, now.Rate);
    }

    private static bool AllowOrigin(HttpContext context, ApiGenes now)
    {
        if (now.Origins.Count == 0)
        {
            return false;
        }

        var origin = context.Request.Headers.Origin.ToString();
        var all = now.Origins.Contains("*");
        if (!all)
        {
            context.Response.Headers.Append("Vary", "Origin");
        }

        if (origin.Length == 0 || !(all || now.Origins.Contains(origin, StringComparer.Ordinal)))
        {
            return false;
        }

        context.Response.Headers.AccessControlAllowOrigin = all ? "*" : origin;
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After";
        return true;
    }
}
