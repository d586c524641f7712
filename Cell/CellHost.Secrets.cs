using System.Security.Cryptography;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The secrets of the roles that this cell may bear, as an operator hands them over: sealed to this cell, higher versions only.</summary>
internal sealed partial class CellHost
{
    private void AddSecrets() => controlDoor
        .Map("GET", "/secrets", context => AnswerAsync(context, ""))
        .Map("POST", "/secrets", TakeSecretsAsync);

    private async Task TakeSecretsAsync(HttpContext context)
    {
        var message = await Message.ReadAsync(context.Request.Body, ControlJson.Default.SecretsMessage, context.RequestAborted);
        var refusal = Take(message.Sealed);
        if (refusal.Length > 0)
        {
            LogSecretsRefused(refusal);
            await RecordAsync(context, AuditKind.Refused, $"Secrets: {refusal}");
        }
        else
        {
            await RecordAsync(context, AuditKind.Secrets, $"Cell {settings.Self.Id} was handed its roles' secrets.");
        }

        await AnswerAsync(context, refusal);
    }

    private string Take(byte[] message)
    {
        try
        {
            return settings.Data.Secrets(settings.Self.Credentials.Roots).OfferAll(SealedSecret.Open(message, settings.Self.Credentials.Key), settings.Self.Facts.Roles);
        }
        catch (CryptographicException fault)
        {
            return $"They are not sealed to this cell's key: {fault.Message}";
        }
    }

    private Task AnswerAsync(HttpContext context, string refusal)
    {
        var versions = settings.Data.Secrets(settings.Self.Credentials.Roots).All.ToDictionary(bundle => bundle.Role, bundle => bundle.Version);
        return Door.WriteAsync(context, new SecretsHeld(1, versions, settings.Self.Credentials.Key.ExportSubjectPublicKeyInfo(), refusal), ControlJson.Default.SecretsHeld);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secrets were refused: {Reason}")]
    private partial void LogSecretsRefused(string reason);
}
