using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImKit.Transports.Linux.Native;
using ImKit.Transports.Linux.Uring;

namespace ImKit.Transport.Linux.Tests;

/// <summary>What the kernel's headers say of sizes and places.</summary>
public class LayoutTests
{
    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);

    [Fact]
    public void Structs_have_the_kernels_sizes()
    {
        Assert.Equal(120, Unsafe.SizeOf<UringParams>());
        Assert.Equal(40, Unsafe.SizeOf<UringOffsets>());
        Assert.Equal(64, Unsafe.SizeOf<UringSubmission>());
        Assert.Equal(16, Unsafe.SizeOf<UringCompletion>());
        Assert.Equal(8, Unsafe.SizeOf<Linger>());
        Assert.Equal(16, Unsafe.SizeOf<ResourceLimit>());
    }

    [Fact]
    public void Fields_stand_where_the_kernel_has_them()
    {
        Assert.Equal(8, Offset<UringParams>(nameof(UringParams.Flags)));
        Assert.Equal(20, Offset<UringParams>(nameof(UringParams.Features)));
        Assert.Equal(40, Offset<UringParams>(nameof(UringParams.Sq)));
        Assert.Equal(80, Offset<UringParams>(nameof(UringParams.Cq)));
        Assert.Equal(20, Offset<UringOffsets>(nameof(UringOffsets.Sixth)));
        Assert.Equal(24, Offset<UringOffsets>(nameof(UringOffsets.Seventh)));
        Assert.Equal(4, Offset<UringSubmission>(nameof(UringSubmission.Descriptor)));
        Assert.Equal(16, Offset<UringSubmission>(nameof(UringSubmission.Address)));
        Assert.Equal(24, Offset<UringSubmission>(nameof(UringSubmission.Length)));
        Assert.Equal(28, Offset<UringSubmission>(nameof(UringSubmission.MessageFlags)));
        Assert.Equal(32, Offset<UringSubmission>(nameof(UringSubmission.UserData)));
        Assert.Equal(8, Offset<UringCompletion>(nameof(UringCompletion.Result)));
    }

    [Fact]
    public void An_epoll_event_is_packed_on_x64_and_only_there()
    {
        var packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        Assert.Equal(packed ? 12 : 16, EpollEvents.Size);
        Assert.Equal(packed ? 4 : 8, EpollEvents.DataOffset);
    }

    [Fact]
    public void Several_events_of_one_wait_keep_their_data()
    {
        const int Count = 5;
        var epoll = Errno.Check(Libc.EpollCreate(Abi.EPOLL_CLOEXEC), "epoll_create1");
        var descriptors = Enumerable.Range(0, Count).Select(static _ => Errno.Check(Libc.EventDescriptor(1, Abi.EFD_NONBLOCK), "eventfd")).ToArray();
        using var events = new EpollEvents(16);
        for (var i = 0; i < Count; i++)
            Assert.Equal(0, EpollEvents.Control(epoll, Abi.EPOLL_CTL_ADD, descriptors[i], Abi.EPOLLIN, 0xFEDC_BA98_0000_0000UL + (uint)i));

        Assert.Equal(Count, events.Wait(epoll, 0));

        var data = Enumerable.Range(0, Count).Select(events.Data).Order().ToArray();
        Assert.Equal(Enumerable.Range(0, Count).Select(static i => 0xFEDC_BA98_0000_0000UL + (uint)i), data);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(Abi.EPOLLIN, events.Events(i)));
        foreach (var descriptor in descriptors.Append(epoll))
            Assert.Equal(0, Libc.Close(descriptor));
    }

    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("255.1.2.3:65535")]
    [InlineData("[::]:1")]
    [InlineData("[fe80::1%7]:443")]
    [InlineData("[2001:db8::ff00:42:8329]:3101")]
    public void An_address_comes_back_as_it_went(string text)
    {
        var endpoint = IPEndPoint.Parse(text);
        var memory = new byte[SockAddr.MaxSize];
        SockAddr.Write(endpoint, memory);
        Assert.Equal(endpoint, SockAddr.Read(memory).ToEndPoint());
    }

    [Fact]
    public void An_address_that_is_not_known_is_null() => Assert.Null(SockAddr.Read(new byte[SockAddr.MaxSize]).ToEndPoint());
}
