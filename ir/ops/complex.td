//===- complex.td - Complex numbers and Fourier transforms ----------------===//
#ifndef TFC_OPS_COMPLEX_TD
#define TFC_OPS_COMPLEX_TD

include "ir/Facets.td"

// passes/autodiff/Gradient.h says what a gradient by a complex number is.

def Tfc_ComplexOp : Tfc_Op<"complex", [Pure]> {
  let summary = "the complex number of a real and an imaginary part";
  let arguments = (ins FloatTensor:$x, FloatTensor:$y);
  let results = (outs ComplexTensor:$z);
  let scalar = (Call<"complex"> $x, $y);
  let grad = [(Call<"real"> G), (Neg (Call<"imag"> G))];
  let api = ["tf.complex(real:x, imag:y)", "tf.dtypes.complex(real:x, imag:y)"];
  let tf = TensorFlow<"Complex">;
  let examples = [
    Example<"x=f32[3,4] y=f32[4]", "tf.real(tf.complex(x, y) * tf.complex(y, x))", "((x + 1j * y) * (y + 1j * x)).real.astype(np.float32)">,
    Example<"x=f64[3,4]:0.5:2 y=f64[4]", "tf.imag(tf.log(tf.complex(x, y)) / tf.exp(tf.complex(y, x)))", "(np.log(x + 1j * y) / np.exp(y + 1j * x)).imag">,
    Example<"x=f32[3,4] y=f32[3,4]", "tf.imag(tf.reduce_sum(tf.transpose(tf.complex(x, y)), 0))", "y.sum(1)">,
    Example<"x=f32[3,4] y=f32[3,4]", "tf.real(tf.matmul(tf.complex(x, y), tf.complex(y, x), transpose_b=True))", "((x + 1j * y) @ (y + 1j * x).T).real.astype(np.float32)">,
    Example<"x=f32[3,4] y=f32[3,4]", "tf.real(tf.concat([tf.complex(x, y)[1:], 2.0 * tf.complex(y, x)], 0))", "np.concatenate([x[1:], 2 * y], 0)">,
    Example<"x=f64[3,4]:0.5:2 y=f64[4]", "tf.imag(tf.pow(tf.complex(x, y), tf.complex(y, x)))", "((x + 1j * y) ** (y + 1j * x)).imag">,
    Example<"x=f64[3,4]:0.5:2 y=f64[4]", "tf.real(tf.tanh(tf.complex(x, y)) + tf.sin(tf.complex(x, y)) * tf.rsqrt(tf.complex(x, y)))", "(np.tanh(x + 1j * y) + np.sin(x + 1j * y) / np.sqrt(x + 1j * y)).real">,
    Example<"x=f64[3,4]:0.5:2 y=f64[3,4]", "tf.imag(tf.reduce_prod(tf.complex(x, y), 1))", "np.prod(x + 1j * y, 1).imag">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.square(tf.segment_mean(tf.complex(x, y), [0, 0, 1])))", "2 * np.stack([(x[0] + x[1]) * (y[0] + y[1]) / 4, x[2] * y[2]])">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.unsorted_segment_prod(tf.complex(x, y), [1, 0, 1], 2))", "np.stack([y[1], x[0] * y[2] + y[0] * x[2]])">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.square(tf.gather_nd(tf.complex(x, y), [[2], [0]])))", "2 * (x * y)[[2, 0]]">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.einsum('ij,kj->ik', tf.complex(x, y), tf.complex(x, y)))", "x @ y.T + y @ x.T">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * tf.complex(x, y)), [0, tf.complex(y, x)])[1])", "((y + 1j * x) * (x + 1j * y) ** 3).imag">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.abs(tf.gradients(tf.square(tf.complex(x, y)), [x], grad_ys=[tf.complex(y, x)])[0])", "np.abs(4 * x * y)">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.square(tf.gather(tf.complex(x, y), [2, 0, 2])))", "2 * (x * y)[[2, 0, 2]]">,
    Example<"x=f64[3,4] y=f64[3,4]", "tf.imag(tf.square(tf.pad(tf.where(x > 0, tf.complex(x, y), tf.complex(y, x)), [[0, 0], [1, 0]])))", "np.pad(2 * x * y, [[0, 0], [1, 0]])">];
}
class Tfc_PartOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins AnalyticTensor:$x);
  let results = (outs FloatTensor:$y);
  let infer = "partOfFirst";
}
def Tfc_RealOp : Tfc_PartOp<"real"> {
  let summary = "the real part";
  let scalar = (Call<"real"> $x);
  let grad = [(Cast G, $x)];
  let api = ["tf.real(input:x)", "tf.math.real(input:x)"];
  let tf = TensorFlow<"Real">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.real(tf.sqrt(tf.complex(x, y)))", "np.sqrt(x + 1j * y).real.astype(np.float32)">,
    Example<"x=f32[9]", "tf.real(tf.cast(x, tf.complex64))", "x">];
}
def Tfc_ImagOp : Tfc_PartOp<"imag"> {
  let summary = "the imaginary part";
  let scalar = (Call<"imag"> $x);
  let customGrad = 1;
  let api = ["tf.imag(input:x)", "tf.math.imag(input:x)"];
  let tf = TensorFlow<"Imag">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.imag(tf.square(tf.complex(x, y)))", "2 * x * y">,
    Example<"x=f64[9]", "tf.imag(tf.cast(x, tf.complex128))", "0 * x">];
}
def Tfc_AngleOp : Tfc_PartOp<"angle"> {
  let summary = "the argument, in (-pi, pi]";
  let scalar = (Call<"angle"> $x);
  let customGrad = 1;
  let api = ["tf.angle(input:x)", "tf.math.angle(input:x)"];
  let tf = TensorFlow<"Angle">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.angle(tf.complex(x, y))", "np.arctan2(y, x)">];
}
def Tfc_ConjOp : Tfc_Op<"conj", [Pure]> {
  let summary = "the complex conjugate";
  let arguments = (ins AnalyticTensor:$x);
  let results = (outs AnalyticTensor:$y);
  let infer = "sameAsFirst";
  let scalar = (Call<"conj"> $x);
  let grad = [(Call<"conj"> G)];
  let api = ["tf.conj(x)", "tf.math.conj(x)"];
  let tf = TensorFlow<"Conj">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.imag(tf.conj(tf.complex(x, y)))", "-y">,
    Example<"x=f32[3,4] y=f32[3,4]", "tf.abs(tf.conj(tf.complex(x, y)))", "np.hypot(x, y)">];
}

//===----------------------------------------------------------------------===//
// Fourier transforms over the last one, two or three axes
//===----------------------------------------------------------------------===//

class Tfc_FourierOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins ComplexTensor:$x);
  let results = (outs ComplexTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_" # m>;
  let grad = [(Call<m> G)]; // the matrix of the transform is symmetric
}
def Tfc_FftOp : Tfc_FourierOp<"fft"> {
  let summary = "the discrete Fourier transform of rows";
  let api = ["tf.fft(input:x)", "tf.spectral.fft(input:x)", "tf.signal.fft(input:x)"];
  let tf = TensorFlow<"FFT">;
  let tfAlso = [TensorFlow<"BatchFFT">];
  let examples = [
    Example<"x=f64[3,8] y=f64[3,8]", "tf.real(tf.fft(tf.complex(x, y)))", "np.fft.fft(x + 1j * y).real">,
    Example<"x=f32[3,7] y=f32[3,7]", "tf.imag(tf.fft(tf.complex(x, y)))", "np.fft.fft(x + 1j * y).imag">,
    Example<"x=f64[33]", "tf.imag(tf.fft(tf.cast(x, tf.complex128)))", "np.fft.fft(x).imag">,
    // A large prime factor: another algorithm.
    Example<"x=f64[2,134] y=f64[2,134]", "tf.real(tf.fft(tf.complex(x, y)))", "np.fft.fft(x + 1j * y).real">];
}
def Tfc_IfftOp : Tfc_FourierOp<"ifft"> {
  let summary = "the inverse of fft";
  let api = ["tf.ifft(input:x)", "tf.spectral.ifft(input:x)", "tf.signal.ifft(input:x)"];
  let tf = TensorFlow<"IFFT">;
  let tfAlso = [TensorFlow<"BatchIFFT">];
  let examples = [Example<"x=f64[3,6] y=f64[3,6]", "tf.real(tf.ifft(tf.complex(x, y)))", "np.fft.ifft(x + 1j * y).real">,
    Example<"x=f64[131] y=f64[131]", "tf.imag(tf.ifft(tf.complex(x, y)))", "np.fft.ifft(x + 1j * y).imag">];
}
def Tfc_Fft2dOp : Tfc_FourierOp<"fft2d"> {
  let summary = "the discrete Fourier transform of matrices";
  let api = ["tf.fft2d(input:x)", "tf.spectral.fft2d(input:x)", "tf.signal.fft2d(input:x)"];
  let tf = TensorFlow<"FFT2D">;
  let tfAlso = [TensorFlow<"BatchFFT2D">];
  let examples = [Example<"x=f64[2,3,4] y=f64[2,3,4]", "tf.imag(tf.fft2d(tf.complex(x, y)))", "np.fft.fft2(x + 1j * y).imag">];
}
def Tfc_Ifft2dOp : Tfc_FourierOp<"ifft2d"> {
  let summary = "the inverse of fft2d";
  let api = ["tf.ifft2d(input:x)", "tf.spectral.ifft2d(input:x)", "tf.signal.ifft2d(input:x)"];
  let tf = TensorFlow<"IFFT2D">;
  let tfAlso = [TensorFlow<"BatchIFFT2D">];
  let examples = [Example<"x=f64[2,3,4] y=f64[2,3,4]", "tf.real(tf.ifft2d(tf.complex(x, y)))", "np.fft.ifft2(x + 1j * y).real">];
}
def Tfc_Fft3dOp : Tfc_FourierOp<"fft3d"> {
  let summary = "the discrete Fourier transform over the last three axes";
  let api = ["tf.fft3d(input:x)", "tf.spectral.fft3d(input:x)", "tf.signal.fft3d(input:x)"];
  let tf = TensorFlow<"FFT3D">;
  let tfAlso = [TensorFlow<"BatchFFT3D">];
  let examples = [Example<"x=f64[2,3,4] y=f64[2,3,4]", "tf.real(tf.fft3d(tf.complex(x, y)))", "np.fft.fftn(x + 1j * y).real">];
}
def Tfc_Ifft3dOp : Tfc_FourierOp<"ifft3d"> {
  let summary = "the inverse of fft3d";
  let api = ["tf.ifft3d(input:x)", "tf.spectral.ifft3d(input:x)", "tf.signal.ifft3d(input:x)"];
  let tf = TensorFlow<"IFFT3D">;
  let tfAlso = [TensorFlow<"BatchIFFT3D">];
  let examples = [Example<"x=f64[2,3,4] y=f64[2,3,4]", "tf.real(tf.ifft3d(tf.complex(x, y)))", "np.fft.ifftn(x + 1j * y).real">];
}

// Real rows: the second half of the transform mirrors the first, and is left
// out. Input is cut or filled with zeros to fft_length, by default its own.
class Tfc_RealFourierOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$fft_length);
  let results = (outs ComplexTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_" # m, ["fft_length"]>;
  let customSizes = 1;
  let customGrad = 1;
}
class Tfc_InverseRealFourierOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins ComplexTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$fft_length);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_" # m>;
  let customSizes = 1;
  let customGrad = 1;
}
def Tfc_RfftOp : Tfc_RealFourierOp<"rfft"> {
  let summary = "the Fourier transform of real rows, its first half";
  let api = ["tf.spectral.rfft(input_tensor:x, fft_length=None)", "tf.signal.rfft(input_tensor:x, fft_length=None)"];
  let tf = TensorFlow<"RFFT", ["$1=fft_length"]>;
  let examples = [
    Example<"x=f64[3,8]", "tf.imag(tf.spectral.rfft(x))", "np.fft.rfft(x).imag">,
    Example<"x=f32[3,5]", "tf.real(tf.spectral.rfft(x, [7]))", "np.fft.rfft(x, 7).real">];
}
def Tfc_IrfftOp : Tfc_InverseRealFourierOp<"irfft"> {
  let summary = "the inverse of rfft; by default of an even length";
  let api = ["tf.spectral.irfft(input_tensor:x, fft_length=None)", "tf.signal.irfft(input_tensor:x, fft_length=None)"];
  let tf = TensorFlow<"IRFFT", ["$1=fft_length"]>;
  let examples = [
    Example<"x=f64[3,5] y=f64[3,5]", "tf.spectral.irfft(tf.complex(x, y))", "np.fft.irfft(x + 1j * y)">,
    Example<"x=f64[3,5] y=f64[3,5]", "tf.spectral.irfft(tf.complex(x, y), [7])", "np.fft.irfft(x + 1j * y, 7)">];
}
def Tfc_Rfft2dOp : Tfc_RealFourierOp<"rfft2d"> {
  let summary = "the Fourier transform of real matrices, the first half of each row";
  let api = ["tf.spectral.rfft2d(input_tensor:x, fft_length=None)", "tf.signal.rfft2d(input_tensor:x, fft_length=None)"];
  let tf = TensorFlow<"RFFT2D", ["$1=fft_length"]>;
  let examples = [Example<"x=f64[2,3,4]", "tf.imag(tf.spectral.rfft2d(x))", "np.fft.rfft2(x).imag">];
}
def Tfc_Irfft2dOp : Tfc_InverseRealFourierOp<"irfft2d"> {
  let summary = "the inverse of rfft2d";
  let api = ["tf.spectral.irfft2d(input_tensor:x, fft_length=None)", "tf.signal.irfft2d(input_tensor:x, fft_length=None)"];
  let tf = TensorFlow<"IRFFT2D", ["$1=fft_length"]>;
  let examples = [Example<"x=f64[2,4,6]", "tf.spectral.irfft2d(tf.spectral.rfft2d(x))", "x">];
}

#endif // TFC_OPS_COMPLEX_TD
