using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Cell.Identity;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Cell.Tissue;

/// <summary>Who gives an order, as the connection shows it: a certificate, or on the control socket the kernel's word on the process.</summary>
/// <param name="By">"operator NAME", "cell ID", or "box:UID/user".</param>
/// <param name="From">Its address; "box" for the control socket.</param>
internal sealed record Caller(string By, string From)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public static Caller Of(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(typeof(CellIdentity)) == true)
        {
            return new Caller(NameOf(Door.Sender(context)), context.Connection.RemoteIpAddress?.ToString() ?? "");
        }

        return new Caller(context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket && UserOf(socket) is { } user ? $"box:{user}" : "box", "box");
    }

    public static string NameOf(CellIdentity identity) => identity.IsOperator ? $"operator {identity.Name}" : $"cell {identity.Name}";

    // struct ucred { pid_t pid; uid_t uid; gid_t gid; }, socket(7)
    private static string? UserOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        try
        {
            if (socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) != credentials.Length)
            {
                return null;
            }
        }
        catch (SocketException)
        {
            return null;
        }

        var id = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]).ToString(CultureInfo.InvariantCulture);
        return NameOfUser(id) is { } name ? $"{id}/{name}" : id;
    }

    // root:x:0:0:root:/root:/bin/bash
    private static string? NameOfUser(string id)
    {
        try
        {
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length > 2 && parts[2] == id)?[0];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
