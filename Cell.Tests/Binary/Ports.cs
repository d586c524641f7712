using System.Net;
using System.Net.Sockets;

namespace Cell.Binary;

/// <summary>Ports that nobody has, below those that the kernel gives to clients.</summary>
internal static class Ports
{
    private const int Least = 12_000;
    private const int Most = 31_000;

    /// <summary>The first of so many free ones in a row.</summary>
    public static int Block(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(Least, Most);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    /// <summary>Waits until somebody has it.</summary>
    public static Task TakenAsync(int port) => Eventually.IsTrueAsync($"listener on port {port}", TimeSpan.FromSeconds(20), () => Task.FromResult(!IsFree(port)));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Any, port);
            listener.Server.DualMode = true;
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
