using System.Reflection;
using System.Reflection.Emit;
using Xunit.Sdk;

namespace ThirdParty.Store.Tests;

/// <summary>The check of completeness itself: it has to notice what it is there for.</summary>
public sealed class ComplianceTests
{
    [Fact]
    public void A_provider_without_tests_is_noticed()
    {
        // The assembly of the store has no tests.
        var failure = Assert.ThrowsAny<XunitException>(() =>
            SpecificationCompliance.AssertComplete(typeof(JournalStore).Assembly, typeof(JournalStore).Assembly, durable: false));
        Assert.Contains("no public class of ThirdParty.Store inherits MessageStoreSpecification", failure.Message);
        Assert.Contains("no public class of ThirdParty.Store inherits FeedStoreSpecification", failure.Message);
    }

    [Fact]
    public void An_assembly_that_provides_nothing_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() =>
            SpecificationCompliance.AssertComplete(typeof(BoundaryTests).Assembly, typeof(IMessageStore).Assembly, durable: false));

    [Fact]
    public void A_fact_that_was_hidden_is_noticed()
    {
        const string Fact = nameof(MessageStoreSpecification.Tenants_do_not_see_each_other);
        var failure = Assert.ThrowsAny<XunitException>(() =>
            SpecificationCompliance.AssertComplete(TestsThatHide(Fact), typeof(JournalStore).Assembly, durable: false));
        Assert.Contains($"HidingTests hides MessageStoreSpecification.{Fact}.", failure.Message);
        Assert.DoesNotContain("inherits MessageStoreSpecification", failure.Message);
    }

    // Written at run time: in a real assembly of tests it would itself be run.
    private static Assembly TestsThatHide(string fact)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Hiding"), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("Hiding").DefineType("HidingTests", TypeAttributes.Public, typeof(MessageStoreSpecification));
        Method("CreateAsync", MethodAttributes.Family | MethodAttributes.Virtual, typeof(ValueTask<StoreHarness>));
        Method(fact, MethodAttributes.Public | MethodAttributes.NewSlot, typeof(Task));
        type.CreateType();
        return assembly;

        void Method(string name, MethodAttributes attributes, Type returns)
        {
            var code = type.DefineMethod(name, attributes | MethodAttributes.HideBySig, returns, Type.EmptyTypes).GetILGenerator();
            code.Emit(OpCodes.Ldnull);
            code.Emit(OpCodes.Throw);
        }
    }
}
