using System.Reflection;
using System.Runtime.CompilerServices;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class IndexableListTests
{
    /// <summary>The lists of all objects that commands write.</summary>
    public static IEnumerable<object[]> Lists =>
        from type in typeof(AppRegistration).Assembly.GetExportedTypes()
        where type is { IsClass: true, IsAbstract: false } && !typeof(Exception).IsAssignableFrom(type)
        from property in type.GetProperties()
        where
            property.PropertyType is { IsGenericType: true } list
            && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            && property.SetMethod is not null
        select new object[] { type.FullName!, property.Name };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_can_be_indexed_in_PowerShell_whatever_it_was_made_of(string type, string name)
    {
        var property = typeof(AppRegistration).Assembly.GetType(type, throwOnError: true)!.GetProperty(name)!;
        var owner = RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
        var element = property.PropertyType.GetGenericArguments()[0];

        property.SetValue(
            owner,
            typeof(IndexableListTests)
                .GetMethod(nameof(Hidden), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(element)
                .Invoke(null, [])
        );

        Assert.Equal(element.MakeArrayType(), property.GetValue(owner)!.GetType());
    }

    /// <summary>What the compiler makes: a list whose indexer only its interfaces show.</summary>
    private static IReadOnlyList<T> Hidden<T>()
    {
        T one = default!;
        return [one, one];
    }
}
