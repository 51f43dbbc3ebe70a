global using ImKit.EndToEnd.Tests.Support;
global using Xunit;
