global using ImKit.EndToEnd.Tests.Support;
global using Xunit;
global using ImKit.Tests.Shared;
