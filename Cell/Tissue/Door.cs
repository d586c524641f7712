using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cell.Identity;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cell.Tissue;

/// <summary>One listener's requests: exact method and path to handler. What is not mapped is 404, another method 405.</summary>
internal sealed class Door
{
    private const string Soon = "2";

    private readonly Dictionary<string, Dictionary<string, RequestDelegate>> paths = new(StringComparer.Ordinal);

    /// <summary>Set where strangers come in: of a fault they learn only that there was one, and this is told the rest.</summary>
    public Action<Exception>? Discreet { get; set; }

    public IReadOnlyCollection<string> Paths => paths.Keys;

    public Door Map(string method, string path, RequestDelegate handler)
    {
        if (!paths.TryGetValue(path, out var methods))
        {
            paths[path] = methods = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal);
        }

        methods.Add(method, handler);
        return this;
    }

    /// <summary>A JSON question answered by JSON; the sender's identity comes from its certificate.</summary>
    public Door MapJson<TQuestion, TAnswer>(
        string path, JsonTypeInfo<TQuestion> questionType, JsonTypeInfo<TAnswer> answerType, Func<TQuestion, CellIdentity, CancellationToken, Task<TAnswer>> handler)
        where TQuestion : class =>
        Map("POST", path, async context =>
        {
            var question = await Message.ReadAsync(context.Request.Body, questionType, context.RequestAborted);
            await WriteAsync(context, await handler(question, Sender(context), context.RequestAborted), answerType);
        });

    public bool Knows(string? path) => paths.ContainsKey(path ?? "");

    public async Task OpenAsync(HttpContext context)
    {
        if (!paths.TryGetValue(context.Request.Path.Value ?? "", out var methods))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"Nothing is at {context.Request.Path}.");
        }
        else if (!methods.TryGetValue(HttpMethods.IsHead(context.Request.Method) ? "GET" : context.Request.Method, out var handler))
        {
            context.Response.Headers.Allow = string.Join(", ", methods.Keys);
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} takes {string.Join(", ", methods.Keys)}.");
        }
        else
        {
            await GuardedAsync(context, handler);
        }
    }

    public static Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, type, context.RequestAborted);
    }

    /// <summary>An RFC 9457 problem.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return JsonSerializer.SerializeAsync(context.Response.Body, new Problem("about:blank", status, detail), TissueJson.Default.Problem, context.RequestAborted);
    }

    public static void Remember(IDictionary<object, object?> connectionItems, CellIdentity identity) => connectionItems[typeof(CellIdentity)] = identity;

    public static CellIdentity Sender(HttpContext context) =>
        context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items.TryGetValue(typeof(CellIdentity), out var known) && known is CellIdentity identity
            ? identity
            : throw new RefusedException("No certificate of the organism was shown.");

    private async Task GuardedAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (RefusedException refusal)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, refusal.Message);
        }
        catch (Exception fault) when (fault is JsonException or BadHttpRequestException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (TissueException busy) when (busy.Status == System.Net.HttpStatusCode.TooManyRequests && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling((busy.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, busy.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception fault) when (fault is IOException or TissueException && !context.Response.HasStarted)
        {
            Discreet?.Invoke(fault);
            context.Response.Headers.RetryAfter = Soon;
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, Discreet is null ? fault.Message : "This cannot be answered now: try again soon.");
        }
        catch (Exception fault) when (Discreet is not null && !context.Response.HasStarted)
        {
            Discreet(fault);
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "This is a fault of the cell, and stands in its log.");
        }
    }
}

/// <param name="Type">A URI, "about:blank" when the status says it all.</param>
internal sealed record Problem(string Type, int Status, string Detail);

/// <summary>The sender may not do this: 403, with the reason.</summary>
internal sealed class RefusedException(string message) : Exception(message);
