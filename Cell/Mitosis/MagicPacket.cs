using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Cell.Mitosis;

/// <summary>Wake-on-LAN: six bytes FF, then the card's address sixteen times, anywhere in a frame on its network (AMD, Magic Packet Technology, publication 20213).</summary>
internal static class MagicPacket
{
    // "Discard": nothing answers there.
    private const int Port = 9;
    private const int Copies = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static byte[] Of(PhysicalAddress card) => [.. Enumerable.Repeat((byte)0xFF, 6), .. Enumerable.Repeat(card.GetAddressBytes(), 16).SelectMany(bytes => bytes)];

    /// <exception cref="IOException">The network refuses it.</exception>
    public static async Task SendAsync(PhysicalAddress card, IPAddress broadcast, TimeProvider time, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        try
        {
            for (var copy = 0; copy < Copies; copy++)
            {
                await socket.SendToAsync(Of(card), new IPEndPoint(broadcast, Port), cancellation);
                await Task.Delay(Pause, time, cancellation);
            }
        }
        catch (SocketException fault)
        {
            throw new IOException($"the magic packet did not leave for {broadcast}: {fault.Message}", fault);
        }
    }
}
